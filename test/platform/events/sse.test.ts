import { describe, expect, it } from "vitest";
import { commitEvents, event } from "../../support/events.ts";
import { until } from "../../support/until.ts";
import { connectSse } from "./sse-client.ts";
import { keysOf, startServer } from "./sse-harness.ts";

describe("the event stream", () => {
  it("brings events as they come, each with id, type and JSON on one line", async () => {
    const { database, url } = await startServer();
    const client = await connectSse(url);
    expect(client.status).toBe(200);
    expect(client.headers).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
      "access-control-allow-origin": "*",
    });
    expect(client.headers["content-encoding"]).toBeUndefined();
    await until(() => client.text !== "", "preamble");
    const awkward = { key: "a", text: "line\nbreak\r\ndata: x\n\nid: 99\u2028end" };
    const [id] = await commitEvents(database, event("a", { payload: awkward }));
    await until(() => client.events.length === 1, "event");
    expect(client.retryMs).toBe(3_000);
    expect(client.events).toEqual([
      {
        id: String(id),
        event: "score.changed",
        data: {
          id,
          type: "score.changed",
          subject: "game_1",
          occurredAt: "2026-09-13T17:00:00.000Z",
          payload: awkward,
        },
      },
    ]);
  });

  it("brings only the types and the subject asked for", async () => {
    const { database, url } = await startServer();
    const client = await connectSse(`${url}?types=score.changed,game.*&subject=game_1`);
    await commitEvents(
      database,
      event("score"),
      event("ended", { type: "game.ended" }),
      event("device", { type: "device.added" }),
      event("other", { subject: "game_2" }),
      event("last", { type: "game.postponed" }),
    );
    await until(() => client.events.length === 3, "events");
    expect(keysOf(client)).toEqual(["score", "ended", "last"]);
  });

  it("goes on after the last id seen without loss or repeat, however often the client is cut off", async () => {
    const { database, url } = await startServer();
    const first = await connectSse(url);
    await until(() => first.lastEventId !== "", "preamble");
    let lastEventId = first.lastEventId;
    first.disconnect();
    const total = 300;
    const writing = (async () => {
      for (let i = 0; i < total; i++) {
        await commitEvents(database, event(String(i)));
        await new Promise((resolve) => setImmediate(resolve));
      }
    })();
    const seen: unknown[] = [];
    let connections = 0;
    while (seen.length < total) {
      const client = await connectSse(url, { "last-event-id": lastEventId });
      connections++;
      await until(() => client.events.length > 0, "some events");
      client.disconnect();
      seen.push(...keysOf(client));
      lastEventId = client.lastEventId;
    }
    await writing;
    expect(seen).toEqual(Array.from({ length: total }, (_, i) => String(i)));
    expect(connections).toBeGreaterThan(1);
  });

  it("gives an id before the first event, so that a client cut off by then misses nothing", async () => {
    const { database, url } = await startServer();
    await commitEvents(database, event("old"));
    const client = await connectSse(url);
    await until(() => client.lastEventId !== "", "preamble");
    client.disconnect();
    await commitEvents(database, event("meanwhile"));
    const again = await connectSse(url, { "last-event-id": client.lastEventId });
    await until(() => again.events.length > 0, "event");
    expect(keysOf(again)).toEqual(["meanwhile"]);
  });

  it("takes the id of a first request from the query, and the header before it", async () => {
    const { database, url } = await startServer();
    const ids = await commitEvents(database, event("a"), event("b"), event("c"));
    const byQuery = await connectSse(`${url}?lastEventId=${ids[0]}`);
    const byHeader = await connectSse(`${url}?lastEventId=${ids[0]}`, { "last-event-id": String(ids[1]) });
    await until(() => byQuery.events.length === 2 && byHeader.events.length === 1, "events");
    expect(keysOf(byQuery)).toEqual(["b", "c"]);
    expect(keysOf(byHeader)).toEqual(["c"]);
  });

  it.each([
    ["header", "not a number", "x17"],
    ["header", "negative", "-1"],
    ["header", "in the future", "999"],
    ["query", "in the future", "999"],
    ["query", "endless", "9".repeat(400)],
  ])("refuses an id in the %s that is %s", async (place, _, id) => {
    const { url, events } = await startServer();
    const response = await fetch(place === "query" ? `${url}?lastEventId=${id}` : url, {
      headers: place === "query" ? {} : { "last-event-id": id },
    });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({
      code: "invalid-request",
      errors: [{ in: place, pointer: place === "query" ? "#/lastEventId" : "#/last-event-id" }],
    });
    expect(events.clientCount()).toBe(0);
  });

  it.each(["types=Score", "types=a..b", "types=", "types=*.a", "nonsense=1", "subject="])(
    "refuses the query %s",
    async (query) => {
      const { url } = await startServer();
      const response = await fetch(`${url}?${query}`);
      expect(response.status).toBe(422);
      await response.body?.cancel();
    },
  );

  it("answers HEAD with the headers and keeps nothing open", async () => {
    const { url, events } = await startServer();
    const response = await fetch(url, { method: "HEAD" });
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(events.clientCount()).toBe(0);
  });

  it("sends a comment when nothing happens, so that proxies keep the connection", async () => {
    const { url } = await startServer({ heartbeatMs: 10 });
    const client = await connectSse(url);
    await until(() => client.comments >= 3, "heartbeats");
    expect(client.events).toEqual([]);
  });
});

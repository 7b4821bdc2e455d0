import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { Hono } from "hono";
import { describe, expect, it, onTestFinished } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { systemClock } from "../../../src/platform/clock.ts";
import { createEventTail } from "../../../src/platform/events/tail.ts";
import { authenticate } from "../../../src/platform/http/auth.ts";
import { createHttpCore } from "../../../src/platform/http/core.ts";
import type { HttpEnv } from "../../../src/platform/http/env.ts";
import { listen } from "../../../src/platform/http/listen.ts";
import { createMiddleware } from "../../../src/platform/http/middleware.ts";
import { createErrorHandler } from "../../../src/platform/http/problem.ts";
import { createEventsRoutes, type EventsRoutesDeps } from "../../../src/platform/http/sse.ts";
import { createTokenService } from "../../../src/platform/http/tokens.service.ts";
import { createLogger } from "../../../src/platform/log.ts";
import { systemRandom } from "../../../src/platform/random.ts";
import { commitEvents, event } from "../../support/events.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { openTestDatabase } from "../../support/open-test-database.ts";
import { until } from "../../support/until.ts";
import { connectSse } from "./sse-client.ts";

/** A server of the product's middleware and the event stream, on a real port. */
async function startServer(overrides: Partial<EventsRoutesDeps> = {}, env: Record<string, string> = {}) {
  const database = await openTestDatabase();
  const log = createLogger("silent");
  const shared = { database, clock: systemClock, random: systemRandom, log };
  const tail = createEventTail({ ...shared, pollMs: 2 });
  tail.start();
  const config = parseConfig(env);
  const tokens = createTokenService({ ...shared, config });
  const events = createEventsRoutes({ config, clock: systemClock, log, tail, tokens, ...overrides });
  const dataVersion = () => database.dataVersion();
  const core = createHttpCore({ ...shared, cors: { origins: ["*"], paths: ["/api/"] }, dataVersion });
  const app = new Hono<HttpEnv>();
  app.use("*", ...createMiddleware(core, { authenticate: authenticate(tokens) }));
  app.route("/api/v1/events", events.routes);
  app.onError(createErrorHandler({ log }));
  const server = await listen({ app, core, port: 0, host: "127.0.0.1" });
  onTestFinished(async () => {
    events.closeAll();
    await Promise.all([server.close(0), tail.stop()]);
  });
  return { database, tail, tokens, events, server, url: `${server.url}/api/v1/events` };
}

const keysOf = (client: { events: { data: { payload: Record<string, unknown> } }[] }) =>
  client.events.map(({ data }) => data.payload.key);

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

describe("many clients", () => {
  it("each receive one event", async () => {
    const { database, url, events } = await startServer();
    const clients = await Promise.all(Array.from({ length: 200 }, () => connectSse(url)));
    expect(events.clientCount()).toBe(200);
    await commitEvents(database, event("a"));
    await until(() => clients.every((client) => client.events.length === 1), "all have the event");
    expect(new Set(clients.map((client) => client.events[0]?.data.id)).size).toBe(1);
    for (const client of clients) client.disconnect();
    await until(() => events.clientCount() === 0, "all are gone");
  });

  it("are turned away above the limit, with a time to come back", async () => {
    const { url, events } = await startServer({ maxClients: 2 });
    const clients = [await connectSse(url), await connectSse(url)];
    const refused = await fetch(url);
    expect(refused.status).toBe(503);
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(await refused.json()).toMatchObject({ code: "unavailable" });
    clients[0]!.disconnect();
    await until(() => events.clientCount() === 1, "room again");
    expect((await connectSse(url)).status).toBe(200);
  });
});

/** Bytes in use after collecting garbage. */
function heldBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

describe("a reader that stops reading", () => {
  /** Asks for the stream on a bare socket and reads nothing after the head. */
  async function connectDeaf(url: string) {
    const { hostname, port, pathname } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    const state = { closed: false };
    socket.on("close", () => {
      state.closed = true;
    });
    socket.on("error", () => {});
    onTestFinished(() => void socket.destroy());
    socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    return { state, resume: () => socket.resume() };
  }

  it("costs no memory, keeps nobody waiting, and is dropped after a while", async () => {
    const clock = createFakeClock();
    const { database, url, events } = await startServer({ clock });
    const deaf = await connectDeaf(url);
    const quick = await connectSse(url);
    const before = heldBytes();
    // 48 MB in all: more than the socket buffers of both ends take.
    for (let i = 0; i < 80; i++) {
      const batch = Array.from({ length: 10 }, (_, k) => event(`${i}.${k}`, { payload: { text: "x".repeat(60_000) } }));
      await commitEvents(database, ...batch);
      await until(() => quick.events.length === 10, "the quick reader keeps up");
      quick.events.length = 0;
      quick.text = "";
    }
    // What the tail keeps for everybody, and one buffer: nothing like the 48 MB. Garbage may take a few rounds to go.
    await until(() => heldBytes() - before < 30_000_000, "the memory is free again");
    expect(events.clientCount()).toBe(2);
    await clock.advance(45_000);
    expect(events.clientCount()).toBe(1);
    deaf.resume();
    await until(() => deaf.state.closed, "its connection is closed");
    expect(quick.ended).toBe(false);
  });

  it("that comes to itself in time is not dropped, and gets everything", async () => {
    const { database, url, events } = await startServer({ heartbeatMs: 20 });
    const { hostname, port, pathname } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    onTestFinished(() => void socket.destroy());
    let received = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk: string) => {
      received += chunk;
    });
    socket.write(`GET ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\n\r\n`);
    await until(() => received !== "", "head");
    socket.pause();
    for (let i = 0; i < 30; i++) {
      const batch = Array.from({ length: 10 }, (_, k) =>
        event(`${i * 10 + k}`, { payload: { text: "x".repeat(60_000) } }),
      );
      await commitEvents(database, ...batch);
    }
    socket.resume();
    await until(() => received.includes("\nid: 300\n"), "the last event");
    const ids = [...received.matchAll(/^id: (\d+)\n?event/gm)].map((match) => Number(match[1]));
    expect(ids).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(events.clientCount()).toBe(1);
  });
});

describe("in a house that has closed its reads", () => {
  it("the stream needs a token that may read, and ends soon after the token is revoked", async () => {
    const { database, url, tokens, events } = await startServer({ heartbeatMs: 10 }, { PUBLIC_READS: "false" });
    expect((await fetch(url)).status).toBe(401);
    const by = { actor: "cli" };
    const { token, text } = await tokens.create({ name: "wall", scopes: ["read"] }, by);
    const client = await connectSse(url, { authorization: `Bearer ${text}` });
    await until(() => client.comments > 1, "heartbeats");
    await commitEvents(database, event("a"));
    await until(() => client.events.length === 1, "event");
    await tokens.revoke(token.id, by);
    await until(() => client.ended, "end of the stream");
    expect(events.clientCount()).toBe(0);
  });
});

describe("stopping", () => {
  it("ends every stream after what was sent, and opens no more", async () => {
    const { database, url, events, tail } = await startServer();
    const client = await connectSse(url);
    await commitEvents(database, event("a"));
    await until(() => client.events.length === 1, "event");
    events.closeAll();
    await tail.stop();
    await until(() => client.ended, "end of the stream");
    expect(events.clientCount()).toBe(0);
    expect((await fetch(url)).status).toBe(503);
  });
});

import { connect } from "node:net";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it, onTestFinished } from "vitest";
import { commitEvents, event } from "../../support/events.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { until } from "../../support/until.ts";
import { connectSse } from "./sse-client.ts";
import { startServer } from "./sse-harness.ts";

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

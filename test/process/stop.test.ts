import { once } from "node:events";
import { connect } from "node:net";
import { expect, it, onTestFinished } from "vitest";
import { createPlace, type Place, stop } from "../support/built.ts";
import { startFeed } from "../support/feed.ts";
import { getFeed, untilCaughtUp } from "../support/pages.ts";
import { readStored } from "../support/stored.ts";
import { until } from "../support/until.ts";

/** Sends text to the server on a connection of its own, and reads no answer unless told. */
async function dial(place: Place, text: string) {
  const socket = connect(Number(place.env.PORT), "127.0.0.1");
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  socket.write(text);
  return socket;
}

it("stops within 10 s with requests, listeners and a read of the feed in flight", async () => {
  const feed = await startFeed();
  const place = await createPlace({ ESPN_BASE_URL: feed.url, LIVE_INTERVAL_SECONDS: "1" });
  const server = await place.serve();
  await untilCaughtUp(place.origin, () => new Date());
  const listeners = await Promise.all(
    Array.from({ length: 20 }, () =>
      fetch(`${place.origin}/api/v1/events`, { headers: { accept: "text/event-stream" } }),
    ),
  );
  expect(listeners.every(({ status }) => status === 200)).toBe(true);
  // A head that never ends, a body that never comes, and a reader of a long answer that does not read.
  await dial(place, "GET / HTTP/1.1\r\nHost: x\r\n");
  await dial(place, "POST /preferences HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n\r\ntheme=");
  const deaf = await dial(place, "GET /api/v1/scores/nfl/games?limit=200 HTTP/1.1\r\nHost: x\r\n\r\n".repeat(40));
  deaf.pause();

  const { lastAttemptAt } = await getFeed(place.origin);
  feed.addFault({ kind: "delay", delayMs: 60_000 });
  const asked = feed.requestCount();
  await until(() => feed.requestCount() > asked, `a read after ${lastAttemptAt}`, 30_000, 5);
  const { code, tookMs } = await stop(server);
  expect(code, server.stderr()).toBe(0);
  expect(tookMs).toBeLessThan(10_000);
  expect(server.stderr()).not.toMatch(/unhandled|uncaught|"level":50/i);
  expect(readStored(place.databasePath).integrity).toBe("ok");
  console.log(`stopped after ${Math.round(tookMs)} ms`);
});

it("answers what it was asked before it was told to stop", async () => {
  const feed = await startFeed();
  const place = await createPlace({ ESPN_BASE_URL: feed.url });
  const server = await place.serve();
  await untilCaughtUp(place.origin, () => new Date());
  const answers = Promise.all(
    Array.from({ length: 20 }, () => fetch(`${place.origin}/standings`, { headers: { accept: "text/html" } })),
  );
  const ended = answers.then(() => stop(server));
  for (const answer of await answers) {
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain("</html>");
  }
  expect((await ended).code).toBe(0);
});

it.each([30, 120, 250, 400, 600])(
  "stops when told so %i ms after it was started, whatever it was doing",
  async (waitMs) => {
    const place = await createPlace();
    const server = place.start("server.js");
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    const { code, tookMs } = await stop(server);
    expect([0, "SIGTERM"]).toContain(code);
    expect(tookMs).toBeLessThan(10_000);
    expect((await stop(await place.serve())).code, "the file is fit to be started on").toBe(0);
  },
);

it("a collector stops within 10 s in the middle of a read", async () => {
  const feed = await startFeed();
  feed.addFault({ kind: "delay", delayMs: 60_000 });
  const place = await createPlace({ ESPN_BASE_URL: feed.url });
  for (const args of [[], ["--once"], ["--backfill", "2025"]]) {
    const asked = feed.requestCount();
    const collector = place.start("collector.js", ...args);
    await until(() => feed.requestCount() > asked, `a read by ${args.join(" ")}`, 30_000, 10);
    const { code, tookMs } = await stop(collector);
    expect(code, args.join(" ")).toBe(args[0] === "--backfill" ? 1 : 0);
    expect(tookMs).toBeLessThan(10_000);
    expect(collector.stderr()).not.toMatch(/unhandled|uncaught|abort/i);
  }
});

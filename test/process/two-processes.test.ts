import { expect, it } from "vitest";
import { connectSse } from "../platform/events/sse-client.ts";
import { createPlace, stop } from "../support/built.ts";
import { startFeed } from "../support/feed.ts";
import { getFeed } from "../support/pages.ts";
import { readStored } from "../support/stored.ts";
import { until } from "../support/until.ts";

const LOUD = /SQLITE_|database is locked|unhandled|"level":(50|60)/;

it("a server announces what a collector beside it stores", async () => {
  const feed = await startFeed({ speed: 60 });
  const place = await createPlace({ ESPN_BASE_URL: feed.url, LIVE_INTERVAL_SECONDS: "1", COLLECTOR: "off" });
  const server = await place.serve();
  const stream = await connectSse(`${place.origin}/api/v1/events`);
  const collector = place.start("collector.js");
  await until(
    () => stream.events.filter(({ event }) => event === "score.changed").length >= 5,
    "five scores",
    90_000,
    50,
  );

  expect((await stop(collector)).code).toBe(0);
  const stored = readStored(place.databasePath);
  await until(() => stream.events.at(-1)?.data.id === stored.events.at(-1)?.id, "the last event told", 5_000, 20);
  expect(stream.events.map(({ id, event }) => `${id} ${event}`)).toEqual(
    stored.events.map(({ id, type }) => `${id} ${type}`),
  );
  expect((await stop(server)).code).toBe(0);
  expect(server.stderr() + collector.stderr()).not.toMatch(LOUD);
});

it("two processes collect into one file at once: both write, nothing fails, nothing is told twice", async () => {
  const feed = await startFeed({ speed: 60 });
  const place = await createPlace({ ESPN_BASE_URL: feed.url, LIVE_INTERVAL_SECONDS: "1", LOG_LEVEL: "debug" });
  const collector = place.start("collector.js");
  const server = await place.serve();
  const reads = (log: string) => log.split("\n").filter((line) => line.includes('"msg":"feed request"')).length;
  await until(
    () =>
      reads(server.stderr()) > 10 &&
      reads(collector.stderr()) > 10 &&
      readStored(place.databasePath).scoreChanges.length > 10,
    "both have read, and scores have changed",
    90_000,
    100,
  );
  expect((await getFeed(place.origin)).consecutiveFailures).toBe(0);
  expect((await stop(collector)).code).toBe(0);
  expect((await stop(server)).code).toBe(0);
  expect(server.stderr() + collector.stderr()).not.toMatch(LOUD);

  const { events, integrity } = readStored(place.databasePath);
  expect(integrity).toBe("ok");
  const told = events.map(({ type, subject, payload }) => `${type} ${subject} ${JSON.parse(payload).sequence ?? ""}`);
  const once = told.filter((text) => /^(score|game\.(started|ended))/.test(text));
  expect(new Set(once).size).toBe(once.length);
});

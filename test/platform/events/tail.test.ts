import { spawn } from "node:child_process";
import { once } from "node:events";
import { pino } from "pino";
import { describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/platform/clock.ts";
import type { Database } from "../../../src/platform/db/database.ts";
import { eventsTable } from "../../../src/platform/events/events.tables.ts";
import { createEventTail, type EventTailOptions, type StoredEvent } from "../../../src/platform/events/tail.ts";
import { createLogger } from "../../../src/platform/log.ts";
import { systemRandom } from "../../../src/platform/random.ts";
import { commitEvents, event } from "../../support/events.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { openTestDatabase } from "../../support/open-test-database.ts";
import { until } from "../../support/until.ts";

function tailOf(database: Database, overrides: Partial<EventTailOptions> = {}) {
  const tail = createEventTail({
    database,
    clock: systemClock,
    random: systemRandom,
    log: createLogger("silent"),
    pollMs: 2,
    ...overrides,
  });
  onTestFinished(() => tail.stop());
  tail.start();
  return tail;
}

const keys = (events: StoredEvent[]) => events.map(({ dedupeKey }) => dedupeKey);
const numbered = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `e${from + i}`);

describe("a subscriber", () => {
  it("gets what was stored after its id, then what comes, in order, once", async () => {
    const database = await openTestDatabase();
    const [first] = await commitEvents(database, ...numbered(0, 5).map((key) => event(key)));
    const tail = tailOf(database);
    const got: StoredEvent[] = [];
    tail.subscribe({ afterId: first }, (stored) => void got.push(stored));
    await until(() => got.length === 4, "stored events");
    await commitEvents(database, event("live"));
    await until(() => got.length === 5, "live event");
    expect(keys(got)).toEqual(["e1", "e2", "e3", "e4", "live"]);
  });

  it("without an id gets only what comes", async () => {
    const database = await openTestDatabase();
    await commitEvents(database, event("old"));
    const tail = tailOf(database);
    const got: StoredEvent[] = [];
    tail.subscribe({}, (stored) => void got.push(stored));
    const later: StoredEvent[] = [];
    tail.subscribe({ afterId: 0 }, (stored) => void later.push(stored));
    await until(() => later.length === 1, "the tail has begun");
    await commitEvents(database, event("new"));
    await until(() => got.length > 0, "live event");
    expect(keys(got)).toEqual(["new"]);
  });

  it("gets only the types and the subject it wants, in replay as in live", async () => {
    const database = await openTestDatabase();
    const batch = (tag: string) => [
      event(`${tag}1`, { type: "game.started" }),
      event(`${tag}2`, { type: "score.changed" }),
      event(`${tag}3`, { type: "game.ended", subject: "game_2" }),
      event(`${tag}4`, { type: "game.ended" }),
    ];
    await commitEvents(database, ...batch("old"));
    const tail = tailOf(database);
    const got: StoredEvent[] = [];
    tail.subscribe({ afterId: 0, types: ["game.*"], subject: "game_1" }, (stored) => void got.push(stored));
    await until(() => got.length === 2, "stored events");
    await commitEvents(database, ...batch("new"));
    await until(() => got.length === 4, "live events");
    expect(keys(got)).toEqual(["old1", "old4", "new1", "new4"]);
  });

  it("that is slow falls behind alone, and still gets everything in order", async () => {
    const database = await openTestDatabase();
    const tail = tailOf(database, { pageSize: 10 });
    const quick: StoredEvent[] = [];
    const slow: StoredEvent[] = [];
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    tail.subscribe({ afterId: 0 }, (stored) => void quick.push(stored));
    tail.subscribe({ afterId: 0 }, async (stored) => {
      slow.push(stored);
      await held;
    });
    // Far more than the tail keeps in memory.
    for (let i = 0; i < 10; i++) {
      await commitEvents(database, ...numbered(i * 10, i * 10 + 10).map((key) => event(key)));
    }
    await until(() => quick.length === 100, "quick subscriber");
    expect(slow).toHaveLength(1);
    release();
    await until(() => slow.length === 100, "slow subscriber");
    expect(keys(slow)).toEqual(numbered(0, 100));
  });

  it("whose handler fails gets the same event again after a wait, and then the rest", async () => {
    const database = await openTestDatabase();
    const clock = createFakeClock();
    await commitEvents(database, event("a"), event("b"), event("c"));
    const tail = tailOf(database, { clock, random: { number: () => 0.5, bytes: () => new Uint8Array() } });
    const got: string[] = [];
    let failures = 2;
    tail.subscribe({ afterId: 0 }, ({ dedupeKey }) => {
      got.push(dedupeKey);
      if (dedupeKey === "b" && failures-- > 0) throw new Error("database busy");
    });
    for (const waitMs of [100, 200]) {
      await until(() => clock.sleeping().includes(waitMs), `a wait of ${waitMs} ms`);
      await clock.advance(waitMs);
    }
    await until(() => got.length === 5, "the rest");
    expect(got).toEqual(["a", "b", "b", "b", "c"]);
  });

  it("gets nothing more once closed, also in the middle of a page", async () => {
    const database = await openTestDatabase();
    const tail = tailOf(database);
    await commitEvents(database, event("a"), event("b"));
    const got: StoredEvent[] = [];
    const subscription = tail.subscribe({ afterId: 0 }, async (stored) => {
      got.push(stored);
      subscription.close();
    });
    await until(() => got.length === 1, "first event");
    const other: StoredEvent[] = [];
    await commitEvents(database, event("c"));
    tail.subscribe({ afterId: 0 }, (stored) => void other.push(stored));
    await until(() => other.length === 3, "another subscriber");
    expect(keys(got)).toEqual(["a"]);
  });

  it("with an id above all others gets what comes above it", async () => {
    const database = await openTestDatabase();
    const tail = tailOf(database);
    const got: StoredEvent[] = [];
    tail.subscribe({ afterId: 2 }, (stored) => void got.push(stored));
    await commitEvents(database, ...numbered(0, 4).map((key) => event(key)));
    await until(() => got.length === 2, "events");
    expect(keys(got)).toEqual(["e2", "e3"]);
  });

  it("is not sent back by deletions: ids go on after the last one given", async () => {
    const database = await openTestDatabase();
    const ids = await commitEvents(database, event("a"), event("b"));
    await database.write(async (tx) => {
      await tx.delete(eventsTable);
    });
    const tail = tailOf(database);
    const got: StoredEvent[] = [];
    tail.subscribe({ afterId: ids[1] }, (stored) => void got.push(stored));
    await commitEvents(database, event("c"));
    await until(() => got.length === 1, "next event");
    expect(got[0]!.id).toBeGreaterThan(ids[1]!);
  });
});

describe("the tail", () => {
  it("loses and repeats nothing for subscribers that come at any moment while events are written", async () => {
    const database = await openTestDatabase();
    const tail = tailOf(database, { pageSize: 7 });
    const total = 400;
    const subscribers: { after: number; got: number[] }[] = [];
    let written = 0;
    const writing = (async () => {
      while (written < total) {
        const size = 1 + (written % 5);
        await commitEvents(database, ...numbered(written, written + size).map((key) => event(key)));
        written += size;
      }
    })();
    while (written < total) {
      const after = Math.floor(Math.random() * (written + 1));
      const subscriber = { after, got: [] as number[] };
      subscribers.push(subscriber);
      tail.subscribe({ afterId: after }, async ({ id }) => {
        subscriber.got.push(id);
        if (id % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      });
      await new Promise((resolve) => setImmediate(resolve));
    }
    await writing;
    await until(() => subscribers.every(({ got }) => got.at(-1) === written), "everyone is up to date");
    expect(subscribers.length).toBeGreaterThan(20);
    for (const { after, got } of subscribers) {
      expect(got).toEqual(Array.from({ length: written - after }, (_, i) => after + 1 + i));
    }
  });

  it("sees what another process commits, in the order of ids, while both write", async () => {
    const database = await openTestDatabase();
    const tail = tailOf(database);
    const got: StoredEvent[] = [];
    tail.subscribe({ afterId: 0 }, (stored) => void got.push(stored));
    const script = `
      const Libsql = require("libsql");
      const db = new Libsql(process.argv[1], { timeout: 5000 });
      db.exec("PRAGMA wal_autocheckpoint = 0");
      db.exec("PRAGMA synchronous = NORMAL");
      const insert = db.prepare("insert into events (type, subject, dedupe_key, payload, occurred_at, created_at) values ('a.b', 's', ?, '{}', 1, 1)");
      for (let i = 0; i < 200; i++) { db.exec("BEGIN IMMEDIATE"); insert.run("other" + i); db.exec("COMMIT"); }
      process.exit(0);`;
    const other = spawn(process.execPath, ["-e", script, database.path!], { stdio: ["ignore", "ignore", "inherit"] });
    const exited = once(other, "exit");
    for (let i = 0; i < 100; i++) {
      await commitEvents(database, event(`own${i}`));
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect((await exited)[0]).toBe(0);
    await until(() => got.length === 300, "all events");
    expect(got.map(({ id }) => id)).toEqual(Array.from({ length: 300 }, (_, i) => i + 1));
    expect(keys(got).filter((key) => key.startsWith("other"))).toEqual(
      Array.from({ length: 200 }, (_, i) => `other${i}`),
    );
  });

  it("goes on after the store could not be read for a while", async () => {
    const database = await openTestDatabase();
    const warnings: string[] = [];
    const log = pino({ level: "warn" }, { write: (line) => void warnings.push(line) });
    const tail = tailOf(database, { log });
    const got: StoredEvent[] = [];
    tail.subscribe({ afterId: 0 }, (stored) => void got.push(stored));
    await commitEvents(database, event("before"));
    await until(() => got.length === 1, "first event");
    const rename = (from: string, to: string) =>
      database.write(async (tx) => {
        await tx.run(`alter table ${from} rename to ${to}`);
      });
    await rename("events", "events_away");
    await until(() => warnings.length > 0, "the tail has met the fault");
    await rename("events_away", "events");
    await commitEvents(database, event("after"));
    await until(() => got.length === 2, "event after the fault");
    expect(keys(got)).toEqual(["before", "after"]);
  });

  it("does not read the store while nothing is committed", async () => {
    const database = await openTestDatabase();
    let reads = 0;
    const counted: Database = {
      ...database,
      get db() {
        reads++;
        return database.db;
      },
    };
    const clock = createFakeClock();
    tailOf(counted, { clock });
    await until(() => clock.sleeping().includes(2), "first look");
    const before = reads;
    for (let i = 0; i < 50; i++) {
      await clock.advance(2);
      await until(() => clock.sleeping().includes(2), "next look");
    }
    expect(reads).toBe(before);
  });

  it("stops after the handlers at work are done, and hands over nothing more", async () => {
    const database = await openTestDatabase();
    const tail = tailOf(database);
    let done = false;
    const got: StoredEvent[] = [];
    tail.subscribe({ afterId: 0 }, async (stored) => {
      got.push(stored);
      await new Promise((resolve) => setTimeout(resolve, 20));
      done = true;
    });
    await commitEvents(database, event("a"), event("b"));
    await until(() => got.length === 1, "first event");
    await tail.stop();
    expect(done).toBe(true);
    expect(got).toHaveLength(1);
  });
});

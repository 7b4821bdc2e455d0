import { asc } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { advanceCursor, getCursor } from "../../../src/platform/events/cursors.ts";
import { latestEventId, readEvents } from "../../../src/platform/events/events.repository.ts";
import { eventsTable } from "../../../src/platform/events/events.tables.ts";
import { MAX_PAYLOAD_BYTES, recordEvent } from "../../../src/platform/events/record.ts";
import { commitEvents, event } from "../../support/events.ts";
import { openTestDatabase, openTestDatabaseAt } from "../../support/open-test-database.ts";

const now = new Date("2026-09-13T18:00:00Z");

describe("recording an event", () => {
  it("stores it with its time of happening and of storing, and answers its id", async () => {
    const database = await openTestDatabase();
    const id = await database.write((tx) => recordEvent(tx, event("a", { payload: { home: 21 } }), now));
    expect(await database.db.select().from(eventsTable)).toEqual([
      {
        id,
        type: "score.changed",
        subject: "game_1",
        dedupeKey: "a",
        payload: { home: 21 },
        occurredAt: new Date("2026-09-13T17:00:00Z"),
        createdAt: now,
      },
    ]);
  });

  it("stores the same happening once, whoever tells of it: the first telling stays", async () => {
    const database = await openTestDatabase();
    const second = await openTestDatabaseAt(database.path!);
    const ids = await commitEvents(database, event("a", { payload: { first: true } }), event("a"), event("b"));
    expect(ids).toEqual([expect.any(Number), undefined, expect.any(Number)]);
    expect(await commitEvents(second, event("b"), event("a"))).toEqual([undefined, undefined]);
    const stored = await database.db.select().from(eventsTable).orderBy(asc(eventsTable.id));
    expect(stored.map(({ dedupeKey, payload }) => [dedupeKey, payload])).toEqual([
      ["a", { first: true }],
      ["b", { key: "b" }],
    ]);
  });

  it("leaves nothing behind when the change it tells of is rolled back", async () => {
    const database = await openTestDatabase();
    const work = database.write(async (tx) => {
      await recordEvent(tx, event("a"), now);
      throw new Error("the change failed");
    });
    await expect(work).rejects.toThrow("the change failed");
    expect(await database.db.select().from(eventsTable)).toEqual([]);
    expect(await commitEvents(database, event("a"))).toEqual([expect.any(Number)]);
  });

  it("takes a payload up to its limit in bytes, and none above", async () => {
    const database = await openTestDatabase();
    const payload = (bytes: number) => ({ text: `${"é".repeat((bytes - '{"text":""}'.length - 1) / 2)}x` });
    expect(Buffer.byteLength(JSON.stringify(payload(MAX_PAYLOAD_BYTES)))).toBe(MAX_PAYLOAD_BYTES);
    await commitEvents(database, event("fits", { payload: payload(MAX_PAYLOAD_BYTES) }));
    const tooBig = commitEvents(database, event("bursts", { payload: payload(MAX_PAYLOAD_BYTES + 2) }));
    await expect(tooBig).rejects.toThrow(RangeError);
  });

  it.each(["Score.Changed", "score", "score.", "a\nb.c", ""])("refuses the type %j", async (type) => {
    const database = await openTestDatabase();
    await expect(commitEvents(database, event("a", { type }))).rejects.toThrow(TypeError);
  });
});

describe("reading events", () => {
  it("picks by id, exact type, family and subject", async () => {
    const database = await openTestDatabase();
    const types = ["game.started", "game.ended", "games.x", "gamea.x", "score.changed", "score.corrected"];
    const ids = (await commitEvents(
      database,
      ...types.map((type, i) => event(type, { type, subject: i % 2 === 0 ? "even" : "odd" })),
    )) as number[];
    const read = async (filter: { types?: string[]; subject?: string }, afterId = 0) =>
      (await readEvents(database.db, { afterId, limit: 100, ...filter })).map(({ type }) => type);
    expect(await read({})).toEqual(types);
    expect(await read({}, ids[3])).toEqual(["score.changed", "score.corrected"]);
    expect(await read({ types: ["game.*"] })).toEqual(["game.started", "game.ended"]);
    expect(await read({ types: ["game.*", "score.changed"] })).toEqual(["game.started", "game.ended", "score.changed"]);
    expect(await read({ types: ["nothing.*", "*"], subject: "odd" })).toEqual([
      "game.ended",
      "gamea.x",
      "score.corrected",
    ]);
    expect(await read({ types: ["game"] })).toEqual([]);
  });

  it("knows the greatest id ever given, even after its event was deleted", async () => {
    const database = await openTestDatabase();
    expect(await latestEventId(database.db)).toBe(0);
    const [, last] = await commitEvents(database, event("a"), event("b"));
    await database.write(async (tx) => {
      await tx.delete(eventsTable);
    });
    expect(await latestEventId(database.db)).toBe(last);
    const [next] = await commitEvents(database, event("c"));
    expect(next).toBeGreaterThan(last!);
  });
});

describe("the cursor of a consumer", () => {
  it("stands at nought before the first event, and then where it was put", async () => {
    const database = await openTestDatabase();
    expect(await getCursor(database.db, "webhooks")).toBe(0);
    expect(await database.write((tx) => advanceCursor(tx, "webhooks", 7, now))).toBe(true);
    expect(await getCursor(database.db, "webhooks")).toBe(7);
    expect(await getCursor(database.db, "discord")).toBe(0);
  });

  it("never goes back, also when two processes deal with the same events", async () => {
    const database = await openTestDatabase();
    const second = await openTestDatabaseAt(database.path!);
    const advance = (to: number, by = database) => by.write((tx) => advanceCursor(tx, "webhooks", to, now));
    expect(await advance(9)).toBe(true);
    expect(await advance(5, second)).toBe(false);
    expect(await advance(9, second)).toBe(false);
    expect(await getCursor(second.db, "webhooks")).toBe(9);
    expect(await advance(10, second)).toBe(true);
    expect(await getCursor(database.db, "webhooks")).toBe(10);
  });
});

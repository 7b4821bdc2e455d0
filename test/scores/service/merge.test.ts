import { describe, expect, it } from "vitest";
import { GameDetail, GameList } from "../../../src/modules/scores/scores.schemas.ts";
import { gameSourceIdsTable } from "../../../src/modules/scores/scores.tables.ts";
import { gamesCsv } from "../api/known-games.ts";
import { createScoresApi } from "../api/scores-api.ts";
import { final, live, observe } from "../domain/game-factory.ts";

/** Saturday of the wild-card round: the feed keeps a slot for a game whose clubs it does not know yet. */
const WILD_CARD = { season: 2026, seasonType: "post", week: 1, round: "wild-card", sourceId: "401872910" } as const;
const KICKOFF = new Date("2027-01-16T21:30:00Z");
const CLUBS = { away: "nfl:pit", home: "nfl:buf", kickoff: KICKOFF } as const;
const slot = observe({
  ...WILD_CARD,
  away: null,
  home: null,
  kickoff: new Date("2027-01-16T05:00:00Z"),
  kickoffKnown: false,
});
const scheduledCsv = gamesCsv("2026 WC 19 2027-01-16 16:30 PIT - BUF");
const finalCsv = gamesCsv("2026 WC 19 2027-01-16 16:30 PIT 17-31 BUF");
const ROUND = "games?season=2026&seasonType=post&week=1";

/** A slot of the feed, and the same game from the table: two rows, for nothing tells yet that they are one. */
async function createDouble({ now = new Date("2027-01-12T12:00:00Z"), csv = [scheduledCsv] } = {}) {
  const api = await createScoresApi({ now });
  await api.tell([slot]);
  for (const text of csv) await api.importCsv(text);
  const { items } = await api.get(GameList, ROUND);
  expect(items).toHaveLength(2);
  const idOf = (undecided: boolean) => items.find(({ home }) => (home.team === null) === undecided)?.id ?? "";
  return { api, slotId: idOf(true), tableId: idOf(false) };
}

describe("a playoff slot that turns out to be a game stored from another source", () => {
  it("becomes one row with it, under the id of the slot, and both ids answer", async () => {
    const { api, slotId, tableId } = await createDouble();
    await api.tell([observe({ ...WILD_CARD, ...CLUBS, note: "AFC Wild Card Playoffs" })]);
    const { items } = await api.get(GameList, ROUND);
    expect(items.map(({ id }) => id)).toEqual([slotId]);
    expect(items[0]).toMatchObject({
      away: { team: { id: "nfl:pit" }, placeholder: null },
      home: { team: { id: "nfl:buf" }, placeholder: null },
      kickoff: KICKOFF.toISOString(),
      kickoffKnown: true,
      round: "wild-card",
      note: "AFC Wild Card Playoffs",
    });
    const [bySlot, byTable] = [
      await api.get(GameDetail, `games/${slotId}`),
      await api.get(GameDetail, `games/${tableId}`),
    ];
    expect(byTable).toEqual(bySlot);
    expect(bySlot.id).toBe(slotId);
  });

  it("keeps the source ids of both, so that each source finds it again", async () => {
    const { api, slotId, tableId } = await createDouble();
    await api.tell([observe({ ...WILD_CARD, ...CLUBS })]);
    const ids = await api.deps.database.db.select().from(gameSourceIdsTable);
    expect(ids.map(({ source, sourceId, gameId }) => [source, sourceId, gameId]).sort()).toEqual([
      ["espn", "401872910", slotId],
      ["gameroom", tableId, slotId],
      ["nflverse", "2026_19_PIT_BUF", slotId],
    ]);
    expect(await api.importCsv(finalCsv)).toMatchObject({ created: 0, changed: 1 });
    expect((await api.get(GameList, ROUND)).items).toMatchObject([{ id: slotId, status: "final" }]);
  });

  it("announces the game as planned, once", async () => {
    const { api } = await createDouble();
    const reads = [observe({ ...WILD_CARD, ...CLUBS }), observe({ ...WILD_CARD, ...CLUBS })];
    const told = [];
    for (const read of reads) {
      await api.clock.advance(60_000);
      told.push((await api.tell([read])).events);
    }
    expect(told[0]).toBeGreaterThan(0);
    expect(told[1]).toBe(0);
  });

  it("brings a result along with the changes that led to it, and counts on from there", async () => {
    const now = new Date("2027-01-17T12:00:00Z");
    const { api, slotId } = await createDouble({ now, csv: [scheduledCsv, finalCsv] });
    await api.clock.advance(60_000);
    await api.tell([final([17, 31], { ...WILD_CARD, ...CLUBS })]);
    const merged = await api.get(GameDetail, `games/${slotId}`);
    expect(merged).toMatchObject({ status: "final", away: { score: 17, winner: false }, home: { score: 31 } });
    expect(merged.scoreChanges.map(({ sequence, awayScore, homeScore }) => [sequence, awayScore, homeScore])).toEqual([
      [1, 17, 31],
    ]);

    await api.clock.advance(60_000);
    await api.tell([final([17, 33], { ...WILD_CARD, ...CLUBS })]);
    const { scoreChanges } = await api.get(GameDetail, `games/${slotId}`);
    expect(scoreChanges.map(({ sequence, homeScore, correction }) => [sequence, homeScore, correction])).toEqual([
      [1, 31, false],
      [2, 33, true],
    ]);
  });

  it("is followed live like any other game", async () => {
    const { api, tableId } = await createDouble({ now: new Date("2027-01-16T21:00:00Z") });
    await api.tell([observe({ ...WILD_CARD, ...CLUBS })]);
    await api.clock.advance(3_600_000);
    await api.tell([live(1, "5:00", [0, 7], { ...WILD_CARD, ...CLUBS })]);
    const { status, home, scoreChanges } = await api.get(GameDetail, `games/${tableId}`);
    expect({ status, score: home.score, changes: scoreChanges.length }).toEqual({
      status: "in_progress",
      score: 7,
      changes: 1,
    });
  });
});

describe("a game that the table has before the feed", () => {
  it("is the same row under the same id when the feed first tells of it, sides turned or not", async () => {
    const api = await createScoresApi({ now: new Date("2027-02-01T12:00:00Z") });
    await api.importCsv(gamesCsv("2026 SB 22 2027-02-14 18:30 SF - KC neutral"));
    const path = "games?season=2026&seasonType=post&week=5";
    const [imported] = (await api.get(GameList, path)).items;
    await api.tell([
      observe({
        season: 2026,
        seasonType: "post",
        week: 5,
        round: "super-bowl",
        away: "nfl:kc",
        home: "nfl:sf",
        neutralSite: true,
        kickoff: new Date("2027-02-14T23:30:00Z"),
        broadcast: "ABC",
      }),
    ]);
    const { items } = await api.get(GameList, path);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      id: imported?.id,
      away: { team: { id: "nfl:sf" } },
      home: { team: { id: "nfl:kc" } },
      broadcast: "ABC",
    });
  });

  it("takes the clubs of a slot that the feed fills before the table tells of it", async () => {
    const api = await createScoresApi({ now: new Date("2027-01-12T12:00:00Z") });
    await api.tell([slot]);
    const [{ id } = { id: "" }] = (await api.get(GameList, ROUND)).items;
    await api.tell([observe({ ...WILD_CARD, ...CLUBS })]);
    await api.importCsv(scheduledCsv);
    expect((await api.get(GameList, ROUND)).items).toMatchObject([{ id, home: { team: { id: "nfl:buf" } } }]);
  });
});

import { describe, expect, it } from "vitest";
import type { GameObservation, GameStatus } from "../../../src/modules/scores/domain/game.ts";
import { type GameState, swapSides } from "../../../src/modules/scores/domain/game-state.ts";
import { type KnownSourceId, type MatchCandidate, matchObservation } from "../../../src/modules/scores/domain/match.ts";
import { apply, final, KICKOFF, live, minutesAfterKickoff, observe, stored } from "./game-factory.ts";

const DAY = 24 * 60;

const id = (sourceId: string, status: GameStatus = "scheduled", rest: Partial<KnownSourceId> = {}): KnownSourceId => ({
  source: "espn",
  sourceId,
  status,
  superseded: false,
  ...rest,
});

const candidate = (gameId: string, observation: GameObservation, ...sourceIds: KnownSourceId[]): MatchCandidate => ({
  game: stored(observation, KICKOFF, gameId),
  sourceIds,
});

const table = (observation: GameObservation): GameObservation => ({
  ...observation,
  source: "nflverse",
  sourceId: "2025_11_KC_NE",
});
const tableId = id("2025_11_KC_NE", "final", { source: "nflverse" });

describe("matching an observation with stored games", () => {
  const game = candidate("game_1", observe(), id("1"));
  const other = candidate("game_2", observe({ home: "nfl:buf", away: "nfl:mia", sourceId: "2" }), id("2"));

  it("goes by the source's id", () => {
    expect(matchObservation(observe({ sourceId: "1" }), [other, game])).toEqual({
      verdict: "same",
      gameId: "game_1",
      swapped: false,
      supersedes: [],
    });
  });

  it("follows a known id to other teams, another week and another date", () => {
    const corrected = observe({
      sourceId: "1",
      home: "nfl:den",
      away: "nfl:lv",
      kickoff: minutesAfterKickoff(30 * DAY),
    });
    expect(matchObservation(corrected, [game, other])).toMatchObject({
      verdict: "same",
      gameId: "game_1",
      swapped: false,
    });
  });

  it("does not take one source's id for another's", () => {
    const foreign = { ...observe({ sourceId: "1", home: "nfl:den", away: "nfl:lv" }), source: "nflverse" };
    expect(matchObservation(foreign, [game, other])).toEqual({ verdict: "new" });
  });

  it("knows the same pairing from another source, whenever it is dated", () => {
    for (const minutes of [0, 12 * 60, -70 * DAY]) {
      const match = matchObservation(table(observe({ kickoff: minutesAfterKickoff(minutes) })), [other, game]);
      expect(match).toEqual({ verdict: "same", gameId: "game_1", swapped: false, supersedes: [] });
    }
  });

  it("knows the pairing turned round when it is the same occasion, and not when it is the return game", () => {
    const turned = (hours: number): GameObservation =>
      table(observe({ home: "nfl:kc", away: "nfl:ne", kickoff: minutesAfterKickoff(hours * 60) }));
    expect(matchObservation(turned(36), [game])).toMatchObject({ verdict: "same", gameId: "game_1", swapped: true });
    expect(matchObservation(turned(-36), [game])).toMatchObject({ swapped: true });
    expect(matchObservation(turned(36.1), [game])).toEqual({ verdict: "new" });
  });

  it("prefers the pairing as it is over the pairing turned round", () => {
    const back = candidate(
      "game_3",
      observe({ home: "nfl:kc", away: "nfl:ne", kickoff: minutesAfterKickoff(10 * 60) }),
      id("3"),
    );
    expect(matchObservation(table(observe()), [back, game])).toMatchObject({ gameId: "game_1", swapped: false });
  });

  it("keeps turning a game round that its source turns round", () => {
    const both = candidate("game_1", observe(), id("1"), tableId);
    const match = matchObservation(table(observe({ home: "nfl:kc", away: "nfl:ne" })), [both]);
    expect(match).toMatchObject({ verdict: "same", swapped: true });
  });

  it("keeps seasons and their parts apart", () => {
    for (const apart of [observe({ season: 2024, sourceId: "9" }), observe({ seasonType: "post", sourceId: "9" })]) {
      expect(matchObservation(apart, [game])).toEqual({ verdict: "new" });
    }
  });

  it("knows slots without teams by their id alone", () => {
    const slot = observe({ sourceId: "77", home: null, away: null });
    expect(matchObservation(slot, [candidate("game_7", { ...slot, sourceId: "78" }, id("78"))])).toEqual({
      verdict: "new",
    });
    expect(matchObservation(slot, [candidate("game_7", slot, id("77"))])).toMatchObject({
      verdict: "same",
      gameId: "game_7",
    });
    expect(matchObservation(observe({ sourceId: "77", away: null }), [game])).toEqual({ verdict: "new" });
  });

  it("matches nothing among nothing", () => {
    expect(matchObservation(observe(), [])).toEqual({ verdict: "new" });
  });
});

describe("a slot that gets its teams", () => {
  const slot = candidate("game_slot", observe({ sourceId: "77", home: null, away: null }), id("77"));

  it("is merged with the same game made by another source", () => {
    const made = candidate("game_table", table(observe()), tableId);
    expect(matchObservation(observe({ sourceId: "77" }), [slot, made])).toEqual({
      verdict: "merge",
      keep: "game_slot",
      drop: "game_table",
    });
    const turned = candidate("game_table", table(observe({ home: "nfl:kc", away: "nfl:ne" })), tableId);
    expect(matchObservation(observe({ sourceId: "77" }), [slot, turned])).toMatchObject({ verdict: "merge" });
  });

  it("is not merged with a game that its own source knows under another id", () => {
    const made = candidate("game_own", observe({ sourceId: "80" }), id("80"));
    expect(matchObservation(observe({ sourceId: "77" }), [slot, made])).toMatchObject({
      verdict: "same",
      gameId: "game_slot",
    });
  });

  it("stays alone when nobody else has the game", () => {
    expect(matchObservation(observe({ sourceId: "77" }), [slot])).toMatchObject({
      verdict: "same",
      gameId: "game_slot",
    });
  });
});

describe("a game replayed under a new id", () => {
  // Week 1 of 2017, put off by a hurricane to week 11.
  const shell = (rest: Parameters<typeof observe>[0] = {}): GameObservation =>
    observe({
      season: 2017,
      week: 1,
      home: "nfl:mia",
      away: "nfl:tb",
      sourceId: "400951581",
      status: "postponed",
      ...rest,
    });
  const replay = (rest: Parameters<typeof observe>[0] = {}): GameObservation =>
    shell({ week: 11, sourceId: "400981391", status: "scheduled", kickoff: minutesAfterKickoff(70 * DAY), ...rest });

  const ids = (observation: GameObservation, rest: Partial<KnownSourceId> = {}): KnownSourceId =>
    id(observation.sourceId, observation.status, rest);

  it("has the new id speak for it, and the old one no longer", () => {
    const game = candidate("game_1", shell(), ids(shell()));
    expect(matchObservation(replay(), [game])).toEqual({
      verdict: "same",
      gameId: "game_1",
      swapped: false,
      supersedes: ["400951581"],
    });
    const after = candidate("game_1", replay(), ids(shell(), { superseded: true }), ids(replay()));
    expect(matchObservation(shell(), [after])).toEqual({ verdict: "superseded", gameId: "game_1" });
    expect(matchObservation(replay(), [after])).toMatchObject({ verdict: "same", supersedes: [] });
  });

  it.each<[GameStatus, GameStatus, "shell" | "replay"]>([
    ["postponed", "scheduled", "replay"],
    ["postponed", "in_progress", "replay"],
    ["postponed", "final", "replay"],
    ["canceled", "scheduled", "replay"],
    ["postponed", "unknown", "replay"],
    ["canceled", "postponed", "replay"],
    ["postponed", "postponed", "replay"],
    ["scheduled", "scheduled", "replay"],
    ["scheduled", "canceled", "shell"],
    ["final", "scheduled", "shell"],
    ["final", "postponed", "shell"],
  ])("with %s in week 1 and %s in week 11 is spoken for by the %s, whichever is seen first", (early, late, winner) => {
    const first = shell({ status: early });
    const second = replay({ status: late });
    const winsWhen = (seen: GameObservation, comes: GameObservation): string => {
      const match = matchObservation(comes, [candidate("game_1", seen, ids(seen))]);
      return match.verdict === "same" && match.supersedes.length === 1 ? comes.sourceId : seen.sourceId;
    };
    const expected = winner === "shell" ? first.sourceId : second.sourceId;
    expect([winsWhen(first, second), winsWhen(second, first)]).toEqual([expected, expected]);
  });

  it("is one row with one result in whatever order shell, replay and table are seen", () => {
    const reads = [
      shell(),
      replay({ status: "final", score: [20, 30], period: 4 }),
      { ...replay({ status: "final", score: [20, 30] }), source: "nflverse", sourceId: "2017_11_TB_MIA" },
    ];
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    for (const order of orders) {
      let game: GameState | undefined;
      let known: KnownSourceId[] = [];
      // Twice through: the feed goes on listing the shell for ever.
      for (const index of [...order, ...order]) {
        const read = reads[index]!;
        const match = matchObservation(read, game === undefined ? [] : [{ game, sourceIds: known }]);
        expect(match.verdict === "new").toBe(game === undefined);
        const superseded = match.verdict === "superseded";
        const replaced = match.verdict === "same" ? match.supersedes : [];
        known = [
          ...known
            .filter(({ source, sourceId }) => source !== read.source || sourceId !== read.sourceId)
            .map((each) =>
              each.source === read.source && replaced.includes(each.sourceId) ? { ...each, superseded: true } : each,
            ),
          { source: read.source, sourceId: read.sourceId, status: read.status, superseded },
        ];
        if (!superseded) game = apply(game, read, 80 * DAY).next ?? game;
      }
      expect(game).toMatchObject({ week: 11, status: "final", homeScore: 30, awayScore: 20 });
      expect(known).toHaveLength(3);
    }
  });
});

describe("turning an observation round", () => {
  it("exchanges the sides and nothing else, and twice is not at all", () => {
    const observation = live(2, "5:00", [7, 3]);
    const turned = swapSides(observation);
    expect(turned).toMatchObject({ home: { team: "nfl:kc", score: 7 }, away: { team: "nfl:ne", score: 3 }, period: 2 });
    expect(swapSides(turned)).toEqual(observation);
    expect(
      apply(stored(observe()), swapSides(table(final([21, 17], { home: "nfl:kc", away: "nfl:ne" }))), 200).next,
    ).toMatchObject({
      homeTeam: "nfl:ne",
      homeScore: 21,
      awayScore: 17,
    });
  });
});

import { expect, it } from "vitest";
import { createPlace, stop } from "../support/built.ts";
import { startFeed } from "../support/feed.ts";
import { getFeed } from "../support/pages.ts";
import { readStored, type Stored } from "../support/stored.ts";
import { until } from "../support/until.ts";

interface Change {
  game_id: string;
  sequence: number;
  home_score: number;
  away_score: number;
  home_delta: number;
  away_delta: number;
}

/** The changes of every game's score, each game's in order. */
function changesByGame({ scoreChanges }: Stored): Map<string, Change[]> {
  const byGame = new Map<string, Change[]>();
  for (const change of scoreChanges as unknown as Change[])
    byGame.set(change.game_id, [...(byGame.get(change.game_id) ?? []), change]);
  return byGame;
}

it("killed again and again while games are on, has every event once, and each score follows from the one before", async () => {
  const feed = await startFeed({ speed: 60 });
  const place = await createPlace({ ESPN_BASE_URL: feed.url, LIVE_INTERVAL_SECONDS: "1" });
  let changes = 0;
  for (let kill = 0; kill < 6; kill++) {
    const server = await place.serve();
    await until(() => readStored(place.databasePath).scoreChanges.length > changes + 2, "more scores", 60_000, 20);
    expect((await stop(server, "SIGKILL")).code).toBe("SIGKILL");
    changes = readStored(place.databasePath).scoreChanges.length;
  }
  const last = await place.serve();
  const restartedAt = Date.now();
  await until(
    async () => Date.parse((await getFeed(place.origin)).lastSuccessAt ?? "") > restartedAt,
    "a read after the last start",
    30_000,
    50,
  );
  expect((await stop(last)).code).toBe(0);

  const stored = readStored(place.databasePath);
  expect(stored.integrity).toBe("ok");
  const truth = new Map(feed.state().games.map((game) => [`${game.home} ${game.away} ${game.week}`, game]));
  const byGame = changesByGame(stored);
  expect(byGame.size).toBeGreaterThan(3);
  for (const [id, ofGame] of byGame) {
    const game = stored.games.find((row) => row.id === id);
    expect(ofGame.map(({ sequence }) => sequence)).toEqual(ofGame.map((_, index) => index + 1));
    expect(game?.score_sequence).toBe(ofGame.length);
    for (const [index, change] of ofGame.entries()) {
      const before = ofGame[index - 1];
      if (before === undefined) continue;
      expect(change.home_score - before.home_score).toBe(change.home_delta);
      expect(change.away_score - before.away_score).toBe(change.away_delta);
    }
    expect(ofGame.at(-1)).toMatchObject({ home_score: game?.home_score, away_score: game?.away_score });
    const told = stored.events.filter(({ type, subject }) => subject === id && type.startsWith("score."));
    expect(told.map(({ payload }) => JSON.parse(payload).sequence)).toEqual(ofGame.map(({ sequence }) => sequence));

    const real = truth.get(`${game?.home_team} ${game?.away_team} ${game?.week}`);
    const possible = real?.plays.map(({ homeScore, awayScore }) => `${homeScore}:${awayScore}`);
    expect(possible).toContain(`${game?.home_score}:${game?.away_score}`);
  }
  for (const type of ["game.started", "game.ended"]) {
    const subjects = stored.events.filter((event) => event.type === type).map(({ subject }) => subject);
    expect(new Set(subjects).size, type).toBe(subjects.length);
  }
});

import type { Reader } from "../../platform/db/database.ts";
import type { Slot } from "./domain/game.ts";
import type { League } from "./domain/league.ts";
import type { PlannedSlate } from "./domain/refresh.ts";
import { findSlot, slotKey, slotsOf } from "./domain/season.ts";
import { findSlateRow, listSlateRows, type SlateRow } from "./feeds.repository.ts";
import { type GameRow, listGameRows, listSeasonGameRows } from "./games.repository.ts";

const MOST_GAMES_OF_A_WEEK = 200;
const WEEK_WITHOUT_START = new Date(0);

const toPlannedSlate = (
  slot: Slot & { start: Date },
  row: SlateRow | undefined,
  games: readonly GameRow[],
): PlannedSlate => ({
  season: slot.season,
  seasonType: slot.seasonType,
  week: slot.week,
  start: slot.start,
  games,
  lastAttemptAt: row?.lastAttemptAt ?? null,
  lastSuccessAt: row?.lastSuccessAt ?? null,
  consecutiveFailures: row?.consecutiveFailures ?? 0,
  settledAt: row?.settledAt ?? null,
  confirmedAt: row?.confirmedAt ?? null,
});

/** Every week of a season with its games and how reading it went; weeks never read are there too. */
export async function loadSlates(db: Reader, league: League, season: number): Promise<PlannedSlate[]> {
  const rows = new Map((await listSlateRows(db, league.id, season)).map((row) => [slotKey(row), row]));
  const games = new Map<string, GameRow[]>();
  for (const game of await listSeasonGameRows(db, league.id, season)) {
    const key = slotKey(game);
    const ofWeek = games.get(key);
    if (ofWeek === undefined) games.set(key, [game]);
    else ofWeek.push(game);
  }
  return slotsOf(league, season).map((slot) => {
    const key = slotKey(slot);
    return toPlannedSlate(slot, rows.get(key), games.get(key) ?? []);
  });
}

/** One week with its games, which may be given when they are at hand. */
export async function loadSlate(
  db: Reader,
  league: League,
  slot: Slot,
  games?: readonly GameRow[],
): Promise<PlannedSlate> {
  const row = await findSlateRow(db, league.id, slot);
  const start = findSlot(league, slot)?.start ?? WEEK_WITHOUT_START;
  const { season, seasonType, week } = slot;
  const ofWeek =
    games ?? (await listGameRows(db, { league: league.id, season, seasonType, week }, MOST_GAMES_OF_A_WEEK));
  return toPlannedSlate({ season, seasonType, week, start }, row, ofWeek);
}

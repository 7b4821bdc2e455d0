import * as v from "valibot";
import type { Deps } from "../../platform/deps.ts";
import { AppError } from "../../platform/errors.ts";
import { decodeCursor, toPage } from "../../platform/http/pagination.ts";
import type { GameStatus } from "./domain/game.ts";
import type { League } from "./domain/league.ts";
import { startOfDay } from "./domain/time.ts";
import { freshnessOfGame, freshnessOfGames } from "./freshness.service.ts";
import { findGameIdBySource, findGameRow, listGameRows, listScoreChangeRows } from "./games.repository.ts";
import { getFranchise, getLeague, isWholeSlot, type LenientSlot } from "./league.service.ts";
import { toGame, toScoreChange } from "./scores.presenter.ts";
import type { GameDetail, GameList } from "./scores.schemas.ts";

export interface ListGamesInput extends LenientSlot {
  league: string;
  /** In any spelling. */
  team?: string | undefined;
  status?: GameStatus | undefined;
  /** An instant, or a date in the league's zone. */
  from?: Date | string | undefined;
  to?: Date | string | undefined;
  cursor?: string | undefined;
  /** 1 to 200; default 50. */
  limit?: number | undefined;
}

/** The furthest instant from 1970 that a Date can hold (ECMA-262, section 21.4.1.1). */
const MOST_MS = 8.64e15;
const Cursor = v.strictTuple([
  v.pipe(v.number(), v.safeInteger(), v.minValue(-MOST_MS), v.maxValue(MOST_MS)),
  v.pipe(v.string(), v.maxLength(64)),
]);

const instantOf = (league: League, moment: Date | string | undefined): Date | undefined =>
  typeof moment === "string" ? startOfDay(moment, league.timeZone) : moment;

/** Games in order of kickoff. Throws `unknown-team`, `not-found` for the league, `invalid-request` for a bad cursor. */
export async function listGames(deps: Deps, input: ListGamesInput): Promise<GameList> {
  const league = getLeague(input.league);
  const limit = input.limit ?? 50;
  const [kickoffMs, id] = input.cursor === undefined ? [] : decodeCursor(Cursor, input.cursor);
  const filter = {
    league: league.id,
    season: input.season,
    seasonType: input.seasonType,
    week: input.week,
    team: input.team === undefined ? undefined : getFranchise(league, input.team).id,
    status: input.status,
    from: instantOf(league, input.from),
    to: instantOf(league, input.to),
    after: kickoffMs === undefined || id === undefined ? undefined : { kickoff: new Date(kickoffMs), id },
  };
  const rows = await listGameRows(deps.database.db, filter, limit + 1);
  const { items, nextCursor } = toPage(rows, limit, (row) => [row.kickoff.getTime(), row.id]);
  const freshness = await freshnessOfGames(deps, league, askedFor(input, nextCursor), items);
  return { items: items.map((row) => toGame(league, row)), nextCursor, ...freshness };
}

/** The week or the season that was asked for, if it was one, and whether the items are all of the week. */
function askedFor(input: ListGamesInput, nextCursor: string | null) {
  const { season, team, status, from, to, cursor } = input;
  const narrowed = [team, status, from, to, cursor].some((value) => value !== undefined);
  return { slot: isWholeSlot(input) ? input : undefined, season, whole: !narrowed && nextCursor === null };
}

/** One game, by our id or a former one. Throws `not-found`. */
export async function getGame(deps: Deps, input: { league: string; id: string }): Promise<GameDetail> {
  const league = getLeague(input.league);
  const { db } = deps.database;
  const row = (await findGameRow(db, input.id)) ?? (await findFormerGame(deps, input.id));
  if (row === undefined || row.league !== league.id) throw new AppError("not-found", "There is no game with this id.");
  const changes = await listScoreChangeRows(db, row.id);
  return {
    ...toGame(league, row),
    scoreChanges: changes.map((change) => toScoreChange(row, change)),
    ...(await freshnessOfGame(deps, league, row)),
  };
}

/** Two rows that turned out to be one game were merged; the id that went away still finds it. */
async function findFormerGame(deps: Deps, id: string) {
  const { db } = deps.database;
  const current = await findGameIdBySource(db, "gameroom", id);
  return current === undefined ? undefined : findGameRow(db, current);
}

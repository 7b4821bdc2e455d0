import { and, asc, count, desc, eq, gt, gte, inArray, lt, max, min, or, type SQL, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../platform/db/database.ts";
import { preparedOn } from "../../platform/db/prepared.ts";
import type { GameStatus, SeasonType } from "./domain/game.ts";
import { gameSourceIdsTable, gamesTable, scoreChangesTable } from "./scores.tables.ts";

export type GameRow = typeof gamesTable.$inferSelect;
export type SourceIdRow = typeof gameSourceIdsTable.$inferSelect;
export type ScoreChangeRow = typeof scoreChangesTable.$inferSelect;

/** Which games to list. Every member narrows; `after` is the keyset position of the last game already seen. */
export interface GameFilter {
  league: string;
  season?: number | undefined;
  seasonType?: SeasonType | undefined;
  week?: number | undefined;
  team?: string | undefined;
  status?: GameStatus | undefined;
  /** Kickoff at or after. */
  from?: Date | undefined;
  /** Kickoff before. */
  to?: Date | undefined;
  after?: { kickoff: Date; id: string } | undefined;
}

const value = sql.placeholder;

/** The condition that each member of a filter stands for. */
const CONDITIONS = {
  league: eq(gamesTable.league, value("league")),
  season: eq(gamesTable.season, value("season")),
  seasonType: eq(gamesTable.seasonType, value("seasonType")),
  week: eq(gamesTable.week, value("week")),
  team: or(eq(gamesTable.homeTeam, value("team")), eq(gamesTable.awayTeam, value("team"))),
  status: eq(gamesTable.status, value("status")),
  from: gte(gamesTable.kickoff, value("from")),
  to: lt(gamesTable.kickoff, value("to")),
  after: or(
    gt(gamesTable.kickoff, value("afterKickoff")),
    and(eq(gamesTable.kickoff, value("afterKickoff")), gt(gamesTable.id, value("afterId"))),
  ),
} satisfies Record<keyof GameFilter, SQL | undefined>;
const FILTERS = Object.keys(CONDITIONS) as (keyof GameFilter)[];

/** One query for each set of members that a filter has. */
const listings = preparedOn((_: Reader) => new Map<string, ReturnType<typeof prepareListing>>());

const prepareListing = (db: Reader, used: readonly (keyof GameFilter)[]) =>
  db
    .select()
    .from(gamesTable)
    .where(and(...used.map((name) => CONDITIONS[name])))
    .orderBy(asc(gamesTable.kickoff), asc(gamesTable.id))
    .limit(value("limit"))
    .prepare();

/** Games in order of kickoff, at most `limit`. */
export function listGameRows(db: Reader, filter: GameFilter, limit: number): Promise<GameRow[]> {
  const used = FILTERS.filter((name) => filter[name] !== undefined);
  const known = listings(db);
  const key = used.join();
  let query = known.get(key);
  if (query === undefined) {
    query = prepareListing(db, used);
    known.set(key, query);
  }
  const { from, to, after, ...rest } = filter;
  return query.all({
    ...rest,
    from: from?.getTime(),
    to: to?.getTime(),
    afterKickoff: after?.kickoff.getTime(),
    afterId: after?.id,
    limit,
  });
}

/** Every game of a season, in order of kickoff. About 340 rows at most. */
export const listSeasonGameRows = (
  db: Reader,
  league: string,
  season: number,
  seasonType?: SeasonType,
): Promise<GameRow[]> => listGameRows(db, { league, season, seasonType }, 1_000);

const gameById = preparedOn((db: Reader) =>
  db
    .select()
    .from(gamesTable)
    .where(eq(gamesTable.id, value("id")))
    .limit(1)
    .prepare(),
);

export const findGameRow = async (db: Reader, id: string): Promise<GameRow | undefined> =>
  (await gameById(db).all({ id }))[0];

/** The game that a source, or we under a former id, call `sourceId`. */
export const findGameIdBySource = async (db: Reader, source: string, sourceId: string): Promise<string | undefined> =>
  (
    await db
      .select({ gameId: gameSourceIdsTable.gameId })
      .from(gameSourceIdsTable)
      .where(and(eq(gameSourceIdsTable.source, source), eq(gameSourceIdsTable.sourceId, sourceId)))
      .limit(1)
  )[0]?.gameId;

/** Games between two clubs, oldest first, of one season or of all. */
export const listMeetingRows = (
  db: Reader,
  league: string,
  teamA: string,
  teamB: string,
  season: number | undefined,
): Promise<GameRow[]> =>
  db
    .select()
    .from(gamesTable)
    .where(
      and(
        eq(gamesTable.league, league),
        season === undefined ? undefined : eq(gamesTable.season, season),
        or(
          and(eq(gamesTable.homeTeam, teamA), eq(gamesTable.awayTeam, teamB)),
          and(eq(gamesTable.homeTeam, teamB), eq(gamesTable.awayTeam, teamA)),
        ),
      ),
    )
    .orderBy(asc(gamesTable.kickoff));

const scoreChangesOf = preparedOn((db: Reader) =>
  db
    .select()
    .from(scoreChangesTable)
    .where(eq(scoreChangesTable.gameId, value("gameId")))
    .orderBy(asc(scoreChangesTable.sequence))
    .prepare(),
);

export const listScoreChangeRows = (db: Reader, gameId: string): Promise<ScoreChangeRow[]> =>
  scoreChangesOf(db).all({ gameId });

/** What is stored of each week: how many games, how many over or on, and the first kickoff. */
export interface WeekSummary {
  season: number;
  seasonType: SeasonType;
  week: number;
  games: number;
  final: number;
  inProgress: number;
  firstKickoff: Date;
  lastObservedAt: Date;
}

export async function listWeekSummaries(db: Reader, league: string, season: number): Promise<WeekSummary[]> {
  const rows = await db
    .select({
      season: gamesTable.season,
      seasonType: gamesTable.seasonType,
      week: gamesTable.week,
      games: count(),
      final: sql<number>`sum(${gamesTable.status} = 'final')`,
      inProgress: sql<number>`sum(${gamesTable.status} = 'in_progress')`,
      firstKickoff: min(gamesTable.kickoff),
      lastObservedAt: max(gamesTable.observedAt),
    })
    .from(gamesTable)
    .where(and(eq(gamesTable.league, league), eq(gamesTable.season, season)))
    .groupBy(gamesTable.season, gamesTable.seasonType, gamesTable.week);
  return rows.map((row) => ({
    ...row,
    firstKickoff: row.firstKickoff ?? new Date(0),
    lastObservedAt: row.lastObservedAt ?? new Date(0),
  }));
}

/** Seasons that have games, newest first. */
export const listStoredSeasons = async (db: Reader, league: string): Promise<number[]> =>
  (
    await db
      .selectDistinct({ season: gamesTable.season })
      .from(gamesTable)
      .where(eq(gamesTable.league, league))
      .orderBy(desc(gamesTable.season))
  ).map((row) => row.season);

/** Source ids of a season's games, for matching what a feed says with what is stored. */
export const listSourceIdRows = async (
  db: Reader,
  league: string,
  season: number,
  seasonType: SeasonType,
): Promise<SourceIdRow[]> =>
  (
    await db
      .select({ id: gameSourceIdsTable })
      .from(gameSourceIdsTable)
      .innerJoin(gamesTable, eq(gamesTable.id, gameSourceIdsTable.gameId))
      .where(and(eq(gamesTable.league, league), eq(gamesTable.season, season), eq(gamesTable.seasonType, seasonType)))
  ).map((row) => row.id);

/** Rows in one statement each; SQLite takes 32,766 variables, so keep lists under 500. */
export async function insertGames(tx: Tx, rows: (typeof gamesTable.$inferInsert)[]): Promise<void> {
  if (rows.length > 0) await tx.insert(gamesTable).values(rows);
}

export async function updateGame(tx: Tx, row: GameRow): Promise<void> {
  const { id, createdAt, ...changes } = row;
  await tx.update(gamesTable).set(changes).where(eq(gamesTable.id, id));
}

/** Notes that a source confirmed these games at `observedAt` without changing anything. Never moves the time back. */
export async function touchGames(tx: Tx, ids: string[], source: string, observedAt: Date): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .update(gamesTable)
    .set({ observedAt })
    .where(and(inArray(gamesTable.id, ids), eq(gamesTable.source, source), lt(gamesTable.observedAt, observedAt)));
}

export async function saveSourceIds(tx: Tx, rows: SourceIdRow[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(gameSourceIdsTable)
    .values(rows)
    .onConflictDoUpdate({
      target: [gameSourceIdsTable.source, gameSourceIdsTable.sourceId],
      set: {
        gameId: sql`excluded.game_id`,
        status: sql`excluded.status`,
        supersededAt: sql`excluded.superseded_at`,
        lastSeenAt: sql`excluded.last_seen_at`,
      },
    });
}

export async function insertScoreChange(tx: Tx, row: typeof scoreChangesTable.$inferInsert): Promise<void> {
  await tx.insert(scoreChangesTable).values(row);
}

/**
 * Makes two rows of one game into one: everything that points at `fromId` points at `toId` afterwards, and the old id
 * stays known as a former id of ours, so that links to it keep working. A score that `fromId` has comes along with the
 * changes that led to it, for their numbers go on from there.
 */
export async function mergeGames(tx: Tx, fromId: string, toId: string, now: Date): Promise<void> {
  const former = await findGameRow(tx, fromId);
  if (former !== undefined && former.homeScore !== null) {
    const { id, createdAt, ...state } = former;
    await tx.delete(scoreChangesTable).where(eq(scoreChangesTable.gameId, toId));
    await tx.update(scoreChangesTable).set({ gameId: toId }).where(eq(scoreChangesTable.gameId, fromId));
    await tx
      .update(gamesTable)
      .set({ ...state, updatedAt: now })
      .where(eq(gamesTable.id, toId));
  }
  await tx.update(gameSourceIdsTable).set({ gameId: toId }).where(eq(gameSourceIdsTable.gameId, fromId));
  await tx.delete(gamesTable).where(eq(gamesTable.id, fromId));
  await saveSourceIds(tx, [
    {
      source: "gameroom",
      sourceId: fromId,
      gameId: toId,
      status: former?.status ?? "unknown",
      supersededAt: now,
      firstSeenAt: now,
      lastSeenAt: now,
    },
  ]);
}

/** Counts for the status page. */
export async function countGames(
  db: Reader,
  league: string,
): Promise<{ stored: number; final: number; inProgress: number; seasons: number }> {
  const [row] = await db
    .select({
      stored: count(),
      final: sql<number>`coalesce(sum(${gamesTable.status} = 'final'), 0)`,
      inProgress: sql<number>`coalesce(sum(${gamesTable.status} = 'in_progress'), 0)`,
      seasons: sql<number>`count(distinct ${gamesTable.season})`,
    })
    .from(gamesTable)
    .where(eq(gamesTable.league, league));
  return row ?? { stored: 0, final: 0, inProgress: 0, seasons: 0 };
}

/** When the newest stored observation of a season was made. */
export const lastObservedAt = async (db: Reader, league: string, season?: number): Promise<Date | undefined> =>
  (
    await db
      .select({ at: max(gamesTable.observedAt) })
      .from(gamesTable)
      .where(and(eq(gamesTable.league, league), season === undefined ? undefined : eq(gamesTable.season, season)))
  )[0]?.at ?? undefined;

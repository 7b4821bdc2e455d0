import { and, desc, eq, inArray, lt, sql } from "drizzle-orm";
import type { Reader, Tx } from "../../platform/db/database.ts";
import { preparedOn } from "../../platform/db/prepared.ts";
import type { Slot } from "./domain/game.ts";
import { feedFetchesTable, importRunsTable, rawPayloadsTable, slatesTable, teamSeasonsTable } from "./scores.tables.ts";

export type SlateRow = typeof slatesTable.$inferSelect;
export type FetchRow = typeof feedFetchesTable.$inferSelect;
export type ImportRunRow = typeof importRunsTable.$inferSelect;

const slateByKey = preparedOn((db: Reader) =>
  db
    .select()
    .from(slatesTable)
    .where(
      and(
        eq(slatesTable.league, sql.placeholder("league")),
        eq(slatesTable.season, sql.placeholder("season")),
        eq(slatesTable.seasonType, sql.placeholder("seasonType")),
        eq(slatesTable.week, sql.placeholder("week")),
      ),
    )
    .limit(1)
    .prepare(),
);

export const findSlateRow = async (db: Reader, league: string, slot: Slot): Promise<SlateRow | undefined> => {
  const { season, seasonType, week } = slot;
  return (await slateByKey(db).all({ league, season, seasonType, week }))[0];
};

export const listSlateRows = (db: Reader, league: string, season: number): Promise<SlateRow[]> =>
  db
    .select()
    .from(slatesTable)
    .where(and(eq(slatesTable.league, league), eq(slatesTable.season, season)));

/** Makes the slate's row if there is none, then sets the given columns. */
export async function saveSlate(
  tx: Tx,
  league: string,
  slot: Slot,
  changes: Partial<Omit<SlateRow, "league" | keyof Slot>>,
): Promise<void> {
  await tx
    .insert(slatesTable)
    .values({ league, season: slot.season, seasonType: slot.seasonType, week: slot.week, ...changes })
    .onConflictDoUpdate({
      target: [slatesTable.league, slatesTable.season, slatesTable.seasonType, slatesTable.week],
      set: changes,
    });
}

export async function saveTeamSeasons(tx: Tx, rows: (typeof teamSeasonsTable.$inferInsert)[]): Promise<void> {
  if (rows.length === 0) return;
  await tx
    .insert(teamSeasonsTable)
    .values(rows)
    .onConflictDoUpdate({
      target: [teamSeasonsTable.league, teamSeasonsTable.season, teamSeasonsTable.team],
      set: {
        abbreviation: sql`excluded.abbreviation`,
        location: sql`excluded.location`,
        nickname: sql`excluded.nickname`,
        displayName: sql`excluded.display_name`,
        conference: sql`excluded.conference`,
        division: sql`excluded.division`,
      },
    });
}

export const listTeamSeasons = (db: Reader, league: string): Promise<(typeof teamSeasonsTable.$inferSelect)[]> =>
  db.select().from(teamSeasonsTable).where(eq(teamSeasonsTable.league, league));

export async function insertFetch(tx: Tx, row: typeof feedFetchesTable.$inferInsert): Promise<number> {
  const [inserted] = await tx.insert(feedFetchesTable).values(row).returning({ id: feedFetchesTable.id });
  return inserted?.id ?? 0;
}

export async function insertRawPayload(tx: Tx, row: typeof rawPayloadsTable.$inferInsert): Promise<void> {
  await tx.insert(rawPayloadsTable).values(row);
}

export const listFetchRows = (db: Reader, league: string, limit: number): Promise<FetchRow[]> =>
  db
    .select()
    .from(feedFetchesTable)
    .where(eq(feedFetchesTable.league, league))
    .orderBy(desc(feedFetchesTable.startedAt), desc(feedFetchesTable.id))
    .limit(limit);

/** Deletes up to `limit` raw payloads made before `before`; says how many went. */
export async function pruneRawPayloads(tx: Tx, before: Date, limit: number): Promise<number> {
  const gone = await tx
    .delete(rawPayloadsTable)
    .where(
      inArray(
        rawPayloadsTable.id,
        tx
          .select({ id: rawPayloadsTable.id })
          .from(rawPayloadsTable)
          .where(lt(rawPayloadsTable.createdAt, before))
          .limit(limit),
      ),
    )
    .returning({ id: rawPayloadsTable.id });
  return gone.length;
}

/** Deletes up to `limit` fetch-log rows started before `before`; says how many went. */
export async function pruneFetches(tx: Tx, before: Date, limit: number): Promise<number> {
  const gone = await tx
    .delete(feedFetchesTable)
    .where(
      inArray(
        feedFetchesTable.id,
        tx
          .select({ id: feedFetchesTable.id })
          .from(feedFetchesTable)
          .where(lt(feedFetchesTable.startedAt, before))
          .limit(limit),
      ),
    )
    .returning({ id: feedFetchesTable.id });
  return gone.length;
}

export const findImportRun = async (
  db: Reader,
  league: string,
  format: string,
  sha256: string,
): Promise<ImportRunRow | undefined> =>
  (
    await db
      .select()
      .from(importRunsTable)
      .where(
        and(eq(importRunsTable.league, league), eq(importRunsTable.format, format), eq(importRunsTable.sha256, sha256)),
      )
      .limit(1)
  )[0];

export async function saveImportRun(tx: Tx, row: ImportRunRow): Promise<void> {
  const { id, ...changes } = row;
  await tx.insert(importRunsTable).values(row).onConflictDoUpdate({ target: importRunsTable.id, set: changes });
}

import { and, asc, eq, gt, gte, inArray, lt, lte, or, type SQL, sql } from "drizzle-orm";
import type { Reader } from "../db/database.ts";
import { eventsTable } from "./events.tables.ts";
import { type EventFilter, familyPrefix } from "./filter.ts";

/** An event as it is stored. */
export type StoredEvent = typeof eventsTable.$inferSelect;

export interface EventRange extends EventFilter {
  /** Only later events. */
  afterId: number;
  /** Only events up to this one. */
  upToId?: number;
  limit: number;
}

/** Wanted events after an id, oldest first. */
export async function readEvents(reader: Reader, range: EventRange): Promise<StoredEvent[]> {
  const { afterId, upToId, types, subject, limit } = range;
  return reader
    .select()
    .from(eventsTable)
    .where(
      and(
        gt(eventsTable.id, afterId),
        upToId === undefined ? undefined : lte(eventsTable.id, upToId),
        subject === undefined ? undefined : eq(eventsTable.subject, subject),
        types === undefined ? undefined : typeIs(types),
      ),
    )
    .orderBy(asc(eventsTable.id))
    .limit(limit);
}

/** The greatest id ever given, even when its event has been deleted since; 0 before the first event. */
export async function latestEventId(reader: Reader): Promise<number> {
  const [row] = await reader.all<{ seq: number }>(sql`select seq from sqlite_sequence where name = 'events'`);
  return row?.seq ?? 0;
}

function typeIs(patterns: readonly string[]): SQL | undefined {
  if (patterns.includes("*")) return undefined;
  const exact = patterns.filter((pattern) => familyPrefix(pattern) === undefined);
  // "game." to "game/": the slash follows the dot, and a range can use the index where LIKE cannot.
  const families = patterns
    .map(familyPrefix)
    .filter((prefix) => prefix !== undefined)
    .map((prefix) => and(gte(eventsTable.type, prefix), lt(eventsTable.type, `${prefix.slice(0, -1)}/`)));
  return or(exact.length > 0 ? inArray(eventsTable.type, exact) : undefined, ...families);
}

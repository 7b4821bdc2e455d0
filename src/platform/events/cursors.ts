import { eq, sql } from "drizzle-orm";
import type { Reader, Tx } from "../db/database.ts";
import { consumerCursorsTable } from "./events.tables.ts";

/** Id of the last event that a durable consumer has dealt with; 0 when it has never dealt with one. */
export async function getCursor(reader: Reader, consumer: string): Promise<number> {
  const [row] = await reader
    .select({ eventId: consumerCursorsTable.eventId })
    .from(consumerCursorsTable)
    .where(eq(consumerCursorsTable.consumer, consumer));
  return row?.eventId ?? 0;
}

/**
 * Says that a consumer has dealt with every event up to `eventId`, in the transaction of what it did about them. A cursor
 * never goes back: answers false, and changes nothing, when it stands at `eventId` or further already.
 */
export async function advanceCursor(tx: Tx, consumer: string, eventId: number, now: Date): Promise<boolean> {
  const moved = await tx
    .insert(consumerCursorsTable)
    .values({ consumer, eventId, updatedAt: now })
    .onConflictDoUpdate({
      target: consumerCursorsTable.consumer,
      set: { eventId, updatedAt: now },
      setWhere: sql`${consumerCursorsTable.eventId} < ${eventId}`,
    })
    .returning({ eventId: consumerCursorsTable.eventId });
  return moved.length > 0;
}

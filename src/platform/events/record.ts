import type { Tx } from "../db/database.ts";
import { eventsTable } from "./events.tables.ts";

/** Something that happened, as a service tells it. */
export interface NewEvent {
  /** Dotted name in lower case, such as `score.changed`. */
  type: string;
  /** What it is about, such as `game_…`. */
  subject: string;
  /** The same for every sighting of the same happening: `score.changed:game_…:4`. */
  dedupeKey: string;
  /** JSON object of at most {@link MAX_PAYLOAD_BYTES}. */
  payload: object;
  /** When it happened, as far as known; not when it was stored. */
  occurredAt: Date;
}

/** Of the payload as JSON. Every consumer carries every event, so an event points at big things instead of holding them. */
export const MAX_PAYLOAD_BYTES = 65_536;

const TYPE = /^[a-z][a-z0-9_-]*(\.[a-z][a-z0-9_-]*)+$/;

/**
 * Adds an event to the change feed, in the transaction of the change it tells of: both are stored or neither. Answers its id,
 * or undefined when an event with this dedupe key is stored already. Throws RangeError for a payload that is too big and
 * TypeError for a type that is no dotted name.
 */
export async function recordEvent(tx: Tx, event: NewEvent, now: Date): Promise<number | undefined> {
  if (!TYPE.test(event.type)) throw new TypeError(`Event type ${event.type} is not a dotted name in lower case`);
  const bytes = Buffer.byteLength(JSON.stringify(event.payload));
  if (bytes > MAX_PAYLOAD_BYTES) {
    throw new RangeError(`Payload of ${event.type} has ${bytes} bytes; at most ${MAX_PAYLOAD_BYTES} are allowed`);
  }
  const { type, subject, dedupeKey, payload, occurredAt } = event;
  const [stored] = await tx
    .insert(eventsTable)
    .values({ type, subject, dedupeKey, payload: payload as Record<string, unknown>, occurredAt, createdAt: now })
    .onConflictDoNothing({ target: eventsTable.dedupeKey })
    .returning({ id: eventsTable.id });
  return stored?.id;
}

/** Adds events in order; answers the id of each as {@link recordEvent} does. */
export async function recordEvents(tx: Tx, events: readonly NewEvent[], now: Date): Promise<(number | undefined)[]> {
  const ids: (number | undefined)[] = [];
  // One by one: the statement is prepared once, and ids are sure to follow the order of the list.
  for (const event of events) ids.push(await recordEvent(tx, event, now));
  return ids;
}

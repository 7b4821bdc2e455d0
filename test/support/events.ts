import type { Database } from "../../src/platform/db/database.ts";
import { type NewEvent, recordEvents } from "../../src/platform/events/record.ts";

const AT = new Date("2026-09-13T17:00:00Z");

/** An event; what is not given is made up from the key. */
export const event = (dedupeKey: string, given: Partial<NewEvent> = {}): NewEvent => ({
  type: "score.changed",
  subject: "game_1",
  payload: { key: dedupeKey },
  occurredAt: AT,
  ...given,
  dedupeKey,
});

/** Commits events in one transaction; answers their ids. */
export const commitEvents = (database: Database, ...events: NewEvent[]): Promise<(number | undefined)[]> =>
  database.write((tx) => recordEvents(tx, events, AT));

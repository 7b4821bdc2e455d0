import { sql } from "drizzle-orm";
import { check, index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "../db/columns.ts";

/** The change feed. Append-only: consumers read `id > cursor`. */
export const eventsTable = sqliteTable(
  "events",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    /** Dotted name, such as `score.changed`. */
    type: text("type").notNull(),
    /** What it is about, such as `game_…`. */
    subject: text("subject").notNull(),
    /** The same happening seen twice has the same key, and is stored once. */
    dedupeKey: text("dedupe_key").notNull().unique("events_dedupe_key_unique"),
    payload: text("payload", { mode: "json" }).$type<Record<string, unknown>>().notNull(),
    occurredAt: instant("occurred_at").notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    index("events_subject_index").on(table.subject, table.id),
    index("events_type_index").on(table.type, table.id),
    check("events_payload_is_json", sql`json_valid(${table.payload})`),
  ],
);

/** How far each durable consumer of the change feed has read. */
export const consumerCursorsTable = sqliteTable("consumer_cursors", {
  consumer: text("consumer").primaryKey(),
  eventId: integer("event_id").notNull(),
  updatedAt: instant("updated_at").notNull(),
});

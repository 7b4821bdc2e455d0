import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "./db/columns.ts";

/** Who changed what. Append-only. Values are never copied, only the names of the columns that changed. */
export const auditLogTable = sqliteTable(
  "audit_log",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    at: instant("at").notNull(),
    /** `token:tok_…`, `admin`, `cli`, `collector`. */
    actor: text("actor").notNull(),
    /** Dotted verb, such as `token.create`. */
    action: text("action").notNull(),
    subject: text("subject").notNull(),
    requestId: text("request_id"),
    changedColumns: text("changed_columns", { mode: "json" }).$type<string[]>().notNull(),
  },
  (table) => [index("audit_log_subject_index").on(table.subject, table.id)],
);

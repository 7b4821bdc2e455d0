import { sql } from "drizzle-orm";
import { check, sqliteTable, text } from "drizzle-orm/sqlite-core";
import { instant } from "../db/columns.ts";

/** Bearer tokens of programs. Only the SHA-256 of a token is kept; the token itself is shown once, when it is made. */
export const apiTokensTable = sqliteTable(
  "api_tokens",
  {
    id: text("id").primaryKey(),
    name: text("name").notNull(),
    /** Hexadecimal. */
    sha256: text("sha256").notNull().unique("api_tokens_sha256_unique"),
    scopes: text("scopes", { mode: "json" }).$type<string[]>().notNull(),
    createdAt: instant("created_at").notNull(),
    lastUsedAt: instant("last_used_at"),
    revokedAt: instant("revoked_at"),
  },
  (table) => [check("api_tokens_scopes_is_json", sql`json_valid(${table.scopes})`)],
);

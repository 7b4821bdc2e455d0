import { is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import * as scores from "./modules/scores/scores.tables.ts";
import * as audit from "./platform/audit.tables.ts";
import * as events from "./platform/events/events.tables.ts";
import * as tokens from "./platform/http/tokens.tables.ts";
import * as jobs from "./platform/jobs/jobs.tables.ts";

/** Every table of the product: what a database must hold, no more and no less. Each `*.tables.ts` is listed here. */
export const tables: readonly SQLiteTable[] = [audit, events, tokens, jobs, scores].flatMap((file) =>
  Object.values(file).filter((value): value is SQLiteTable => is(value, SQLiteTable)),
);

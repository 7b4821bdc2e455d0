import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as v from "valibot";
import { MigrationError } from "./migration-error.ts";
import { NO_ROW_RULES, type RowRules, rowRulesSchema } from "./row-rules.ts";

/** One direction of a migration. */
export interface MigrationScript {
  direction: "up" | "down";
  /** What stands between the breakpoints: one statement each. */
  statements: string[];
  rows: RowRules;
}

/** A migration as its files declare it. */
export interface Migration {
  /** Name of the files without `.sql`, such as `0003_add_rooms`. */
  tag: string;
  /** Milliseconds since 1970, as the journal has them; drizzle stores them as `created_at`. */
  when: number;
  /** Of the `.sql` file, hexadecimal. Drizzle stores it as `hash`. */
  sha256: string;
  up: MigrationScript;
  /** Absent when there is no `.down.sql`. */
  down: MigrationScript | undefined;
}

export const BREAKPOINT = "--> statement-breakpoint";

/** The schema of `meta/_journal.json` of drizzle-kit 0.31. */
export const journalSchema = v.object({
  dialect: v.literal("sqlite"),
  entries: v.array(v.object({ idx: v.number(), when: v.number(), tag: v.string(), breakpoints: v.boolean() })),
});

/** What is needed of drizzle-kit's `meta/NNNN_snapshot.json`. */
export const snapshotSchema = v.object({
  id: v.string(),
  prevId: v.string(),
  tables: v.record(v.string(), v.object({ columns: v.record(v.string(), v.unknown()) })),
});

export type Snapshot = v.InferOutput<typeof snapshotSchema>;

export const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Reads the journal and every file it names, in order. Throws {@link MigrationError} `folder`. */
export function readMigrations(folder: string): Migration[] {
  const journal = readJson(join(folder, "meta", "_journal.json"), journalSchema);
  return journal.entries.map(({ tag, when }) => {
    const path = join(folder, tag);
    const text = readText(`${path}.sql`);
    return {
      tag,
      when,
      sha256: sha256Of(text),
      up: { direction: "up", statements: text.split(BREAKPOINT), rows: readRules(`${path}.rows.json`) },
      down: existsSync(`${path}.down.sql`)
        ? {
            direction: "down",
            statements: readText(`${path}.down.sql`).split(BREAKPOINT),
            rows: readRules(`${path}.down.rows.json`),
          }
        : undefined,
    };
  });
}

const readRules = (path: string): RowRules => (existsSync(path) ? readJson(path, rowRulesSchema) : NO_ROW_RULES);

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new MigrationError("folder", `A file of the migrations cannot be read: ${path}`, [], cause);
  }
}

function readJson<T>(path: string, schema: v.GenericSchema<unknown, T>): T {
  try {
    return v.parse(schema, JSON.parse(readText(path)));
  } catch (cause) {
    if (cause instanceof MigrationError) throw cause;
    throw new MigrationError("folder", `A file of the migrations is not what it should be: ${path}`, [], cause);
  }
}

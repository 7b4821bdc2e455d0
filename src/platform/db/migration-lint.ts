import * as v from "valibot";
import { messageOf } from "../errors.ts";
import { BREAKPOINT, journalSchema, type Snapshot, sha256Of, snapshotSchema } from "./migration-files.ts";
import { lintConcerns } from "./migration-lint-concerns.ts";
import { rowRulesSchema } from "./row-rules.ts";
import { isUnsafeInMigration, isWord, type SqlStatement, splitStatements } from "./sql-tokens.ts";

/** Texts of the files of a migrations folder, by path within it, such as `meta/_journal.json`. */
export type MigrationTexts = ReadonlyMap<string, string>;

type Entry = v.InferOutput<typeof journalSchema>["entries"][number];

/**
 * Everything in a migrations folder that is known to lose data, be skipped or fail later, each fault in words.
 * `now` decides whether a journal entry is dated in the future.
 */
export function lintMigrations(texts: MigrationTexts, now: Date): string[] {
  const journal = parse(texts, "meta/_journal.json", journalSchema);
  if (typeof journal === "string") return [journal];
  const faults = [...lintJournal(journal.entries, now), ...lintNames(texts, journal.entries)];
  let previous: Snapshot | undefined;
  for (const entry of journal.entries) {
    const snapshot = parse(texts, snapshotPath(entry), snapshotSchema);
    if (typeof snapshot === "string") faults.push(snapshot);
    else if (previous !== undefined && snapshot.prevId !== previous.id) {
      faults.push(`${snapshotPath(entry)} does not follow the snapshot before it: regenerate it after a merge`);
    }
    faults.push(...lintEntry(texts, entry, previous));
    previous = typeof snapshot === "string" ? undefined : snapshot;
  }
  return faults;
}

const snapshotPath = (entry: Entry): string => `meta/${prefixOf(entry)}_snapshot.json`;
const prefixOf = (entry: Entry): string => String(entry.idx).padStart(4, "0");

function lintJournal(entries: Entry[], now: Date): string[] {
  return entries.flatMap((entry, index) => {
    const faults: string[] = [];
    const before = entries[index - 1];
    if (entry.idx !== index) faults.push(`${entry.tag} has number ${entry.idx} in the journal, expected ${index}`);
    if (!entry.tag.startsWith(`${prefixOf(entry)}_`)) faults.push(`${entry.tag} is not named ${prefixOf(entry)}_…`);
    if (!entry.breakpoints) faults.push(`${entry.tag} was generated without breakpoints`);
    if (before !== undefined && entry.when <= before.when)
      faults.push(`${entry.tag} is not dated later than ${before.tag}`);
    if (entry.when > now.getTime()) faults.push(`${entry.tag} is dated in the future`);
    return faults;
  });
}

/** Journal against files, both ways. */
function lintNames(texts: MigrationTexts, entries: Entry[]): string[] {
  const known = new Set(
    entries.flatMap((entry) => [
      snapshotPath(entry),
      ...[".sql", ".down.sql", ".rows.json", ".down.rows.json"].map((suffix) => entry.tag + suffix),
    ]),
  );
  const strays = [...texts.keys()].filter(
    (path) => /\.sql$|\.rows\.json$|_snapshot\.json$/.test(path) && !known.has(path),
  );
  return strays.map((path) => `${path} belongs to no entry of the journal`);
}

function lintEntry(texts: MigrationTexts, { tag }: Entry, previous: Snapshot | undefined): string[] {
  const up = texts.get(`${tag}.sql`);
  const down = texts.get(`${tag}.down.sql`);
  if (up === undefined) return [`${tag}.sql is missing`];
  const faults = [...lintPin(texts, tag, up), ...lintPieces(`${tag}.sql`, up)];
  if (down === undefined) faults.push(`${tag}.down.sql is missing`);
  else faults.push(...lintPieces(`${tag}.down.sql`, down));
  const [rules, downRules] = [`${tag}.rows.json`, `${tag}.down.rows.json`].map((path) =>
    texts.has(path) ? parse(texts, path, rowRulesSchema) : undefined,
  );
  for (const fault of [rules, downRules]) if (typeof fault === "string") faults.push(fault);
  const isProven = typeof rules === "object" && Object.keys(rules.zeroBefore).length > 0;
  faults.push(...lintConcerns(`${tag}.sql`, splitStatements(up.replaceAll(BREAKPOINT, "")), previous, isProven));
  return faults;
}

function lintPin(texts: MigrationTexts, tag: string, text: string): string[] {
  const pins = parse(texts, "pins.json", v.record(v.string(), v.string()));
  if (typeof pins === "string") return [pins];
  if (pins[tag] === undefined) return [`${tag} is not pinned: npx tsx drizzle/pin.ts`];
  return pins[tag] === sha256Of(text)
    ? []
    : [`${tag}.sql is not the file that was pinned: merged files are never edited`];
}

function lintPieces(file: string, text: string): string[] {
  const pieces = text.split(BREAKPOINT);
  return pieces.flatMap((piece, index) => {
    const label = `${file}, piece ${index + 1}`;
    const statements = splitStatements(piece);
    if (statements.length === 0) {
      const isTrailing = index > 0 && index === pieces.length - 1;
      return [isTrailing ? `${file} ends with a breakpoint` : `${label} holds no statement`];
    }
    const faults =
      statements.length > 1 ? [`${label} holds ${statements.length} statements: only the first would run`] : [];
    return [...faults, ...statements.flatMap((statement) => lintStatement(label, statement))];
  });
}

function lintStatement(label: string, { kind, tokens: statement }: SqlStatement): string[] {
  const [first, second] = statement.map((token) => token.text.toLowerCase());
  if (isUnsafeInMigration(kind)) return [`${label}: ${first?.toUpperCase()} does not belong in a migration`];
  if (first === "pragma" && second !== "foreign_keys")
    return [`${label}: PRAGMA ${second} does not belong in a migration`];
  if (first === "create" && statement.slice(1, 3).some((token) => isWord(token, "trigger") || isWord(token, "view"))) {
    return [`${label}: triggers and views are not part of the TypeScript schema, and a rebuild loses them`];
  }
  if (first === "alter" && statement.slice(1).some((token, at) => isWord(token, "alter") && at > 0)) {
    return [`${label}: ALTER COLUMN leaves NULLs and orphans behind; use dialect sqlite, which rebuilds`];
  }
  return [];
}

/** The parsed file, or the fault that it is not what it should be. */
function parse<T>(texts: MigrationTexts, path: string, schema: v.GenericSchema<unknown, T>): T | string {
  const text = texts.get(path);
  if (text === undefined) return `${path} is missing`;
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    return `${path} cannot be read: ${messageOf(error)}`;
  }
}

import { messageOf } from "../errors.ts";
import type { Connection, Query, Row } from "./migration-connection.ts";
import { MigrationError } from "./migration-error.ts";
import type { MigrationScript } from "./migration-files.ts";
import { findRowFaults } from "./row-rules.ts";
import { isUnsafeInMigration, splitStatements } from "./sql-tokens.ts";
import { countRows } from "./verify.ts";

/**
 * Runs one direction of a migration inside the open transaction and checks what it did to rows.
 * Throws {@link MigrationError} `apply` for a failing statement, `verification` for rows that are not as declared.
 */
export async function runScript(connection: Connection, name: string, script: MigrationScript): Promise<void> {
  requireRunnable(name, script);
  await checkingRows(connection.query, name, script, async () => {
    for (const [index, statement] of script.statements.entries()) {
      try {
        connection.exec(statement);
      } catch (cause) {
        const text = `${name}, statement ${index + 1} failed: ${messageOf(cause)}`;
        throw new MigrationError("apply", text, [], cause);
      }
    }
  });
}

/** Throws {@link MigrationError} `apply` for pieces that a driver would run by half, or that leave the transaction. */
export function requireRunnable(name: string, { statements }: MigrationScript): void {
  for (const [index, piece] of statements.entries()) {
    const label = `${name}, statement ${index + 1}`;
    const [first, ...others] = splitStatements(piece);
    // The driver would run the first of several statements and drop the rest without a word.
    if (first === undefined || others.length > 0) {
      const count = first === undefined ? "no statement" : `${1 + others.length} statements`;
      throw new MigrationError("apply", `${label}: ${count} between two breakpoints, expected one`);
    }
    if (isUnsafeInMigration(first.kind)) {
      throw new MigrationError("apply", `${label}: ${first.tokens[0]?.text} does not belong in a migration`);
    }
  }
}

/** Runs `apply` and holds what it did to rows against the declaration. Throws {@link MigrationError} `verification`. */
export async function checkingRows(
  query: Query,
  name: string,
  { direction, rows }: MigrationScript,
  apply: () => Promise<void>,
): Promise<void> {
  const obstacles = await findNonZero(query, rows.zeroBefore);
  if (obstacles.length > 0) throw new MigrationError("verification", `${name} must not start`, obstacles);
  const before = await countRows(query);
  const same = await answers(query, rows.same);
  await apply();
  const after = await answers(query, rows.same);
  const faults = [
    ...findRowFaults(rows, before, await countRows(query), direction === "down"),
    ...(await findNonZero(query, rows.zeroAfter)),
    ...[...same].filter(([key, was]) => after.get(key) !== was).map(([key]) => `not the same as before: ${key}`),
  ];
  if (faults.length === 0) return;
  throw new MigrationError("verification", `${name} did something to rows that is not declared`, faults);
}

async function findNonZero(query: Query, queries: Record<string, string>): Promise<string[]> {
  const faults: string[] = [];
  for (const [sentence, sql] of Object.entries(queries)) {
    const value = onlyValue(await query(sql));
    if (value !== 0) faults.push(`${sentence}: ${value}, expected 0`);
  }
  return faults;
}

const onlyValue = ([row]: Row[]): unknown => (row === undefined ? undefined : Object.values(row)[0]);

async function answers(query: Query, queries: Record<string, string>): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  for (const [sentence, sql] of Object.entries(queries)) texts.set(sentence, JSON.stringify(await query(sql)));
  return texts;
}

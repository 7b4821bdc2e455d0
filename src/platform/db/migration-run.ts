import { messageOf } from "../errors.ts";
import type { Connection, Query, Row } from "./migration-connection.ts";
import { MigrationError } from "./migration-error.ts";
import type { MigrationScript } from "./migration-files.ts";
import { findRowFaults } from "./row-rules.ts";
import { isUnsafeInMigration, splitStatements } from "./sql-tokens.ts";
import { countRows } from "./verify.ts";

/**
 * Runs one direction of a migration inside the open transaction and checks what it did to rows against its declaration.
 * Throws {@link MigrationError} `apply` for a failing statement, `verification` for rows that are not as declared.
 */
export async function runScript(
  connection: Connection,
  name: string,
  { direction, statements, rows }: MigrationScript,
): Promise<void> {
  const { query } = connection;
  const faults = await findNonZero(query, rows.zeroBefore);
  if (faults.length > 0) throw new MigrationError("verification", `${name} must not start`, faults);
  const before = await countRows(query);
  const same = await answers(query, rows.same);

  for (const [index, statement] of statements.entries())
    execute(connection, `${name}, statement ${index + 1}`, statement);

  faults.push(...findRowFaults(rows, before, await countRows(query), direction === "down"));
  faults.push(...(await findNonZero(query, rows.zeroAfter)));
  const after = await answers(query, rows.same);
  for (const [sentence, rowsBefore] of same) {
    if (after.get(sentence) !== rowsBefore) faults.push(`not the same as before: ${sentence}`);
  }
  if (faults.length > 0)
    throw new MigrationError("verification", `${name} did something to rows that is not declared`, faults);
}

function execute(connection: Connection, label: string, statement: string): void {
  const [first, ...others] = splitStatements(statement);
  // The driver would run the first of several statements and drop the rest without a word.
  if (first === undefined || others.length > 0) {
    const count = first === undefined ? "no statement" : `${1 + others.length} statements`;
    throw new MigrationError("apply", `${label}: ${count} between two breakpoints, expected one`);
  }
  if (isUnsafeInMigration(first.kind)) {
    throw new MigrationError("apply", `${label}: ${first.tokens[0]?.text} does not belong in a migration`);
  }
  try {
    connection.exec(statement);
  } catch (cause) {
    throw new MigrationError("apply", `${label} failed: ${messageOf(cause)}`, [], cause);
  }
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

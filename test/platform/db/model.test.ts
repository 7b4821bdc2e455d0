import type { InStatement } from "@libsql/client";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { LocalClient } from "../../../src/platform/db/local-client.ts";
import { openOther, openScratch } from "./support.ts";

/**
 * One change of a small table of keys. A key that exists makes `insert` fail; `rollback` fails in the way that takes the
 * whole transaction with it; `fail` leaves earlier rows of the same statement behind unless the unit is undone.
 */
type Change = { verb: "insert" | "rollback" | "fail" | "replace" | "delete"; key: number };
type Operation =
  | { kind: "execute"; change: Change }
  | { kind: "batch"; changes: Change[] }
  | { kind: "transaction"; changes: Change[]; end: "commit" | "rollback" | "throw" }
  | { kind: "read" }
  | { kind: "lock" };

const SCHEMA = "CREATE TABLE counts (key INTEGER PRIMARY KEY, writes INTEGER NOT NULL)";

function statementOf({ verb, key }: Change): InStatement {
  switch (verb) {
    case "insert":
      return { sql: "INSERT INTO counts VALUES (?, 1)", args: [key] };
    case "rollback":
      return { sql: "INSERT OR ROLLBACK INTO counts VALUES (?, 1)", args: [key] };
    case "fail":
      return { sql: "INSERT OR FAIL INTO counts VALUES (?1 + 100, 1), (?1, 1)", args: [key] };
    case "replace":
      return {
        sql: "INSERT INTO counts VALUES (?, 1) ON CONFLICT (key) DO UPDATE SET writes = writes + 1",
        args: [key],
      };
    case "delete":
      return { sql: "DELETE FROM counts WHERE key = ?", args: [key] };
  }
}

/** What the change does to the table; false when it fails, in which case the table is not to be used any further. */
function apply(table: Map<number, number>, { verb, key }: Change): boolean {
  if (verb === "delete") table.delete(key);
  else if (verb === "replace") table.set(key, (table.get(key) ?? 0) + 1);
  else {
    if (verb === "fail") {
      if (table.has(key + 100)) return false;
      table.set(key + 100, 1);
    }
    if (table.has(key)) return false;
    table.set(key, 1);
  }
  return true;
}

/** Runs operations one after another on a map: each happens whole or not at all. */
function expected(operations: Operation[]): { table: Map<number, number>; outcomes: boolean[] } {
  let table = new Map<number, number>();
  const outcomes = operations.map((operation) => {
    if (operation.kind === "read" || operation.kind === "lock") return true;
    const changes = operation.kind === "execute" ? [operation.change] : operation.changes;
    const draft = new Map(table);
    const ok = changes.every((change) => apply(draft, change));
    if (ok && (operation.kind !== "transaction" || operation.end === "commit")) table = draft;
    return ok && (operation.kind !== "transaction" || operation.end !== "throw");
  });
  return { table, outcomes };
}

async function run(client: LocalClient, operation: Operation): Promise<void> {
  if (operation.kind === "execute") await client.execute(statementOf(operation.change));
  else if (operation.kind === "batch") await client.batch(operation.changes.map(statementOf), "write");
  else if (operation.kind === "read") await client.execute("SELECT * FROM counts");
  else if (operation.kind === "transaction") {
    const transaction = await client.transaction("write");
    try {
      for (const change of operation.changes) await transaction.execute(statementOf(change));
      if (operation.end === "throw") throw new Error("The work failed");
      await transaction[operation.end]();
    } finally {
      transaction.close();
    }
  }
}

const change = fc.record({
  verb: fc.constantFrom<Change["verb"]>("insert", "insert", "replace", "delete", "rollback", "fail"),
  key: fc.integer({ min: 0, max: 4 }),
});
const changes = fc.array(change, { maxLength: 4 });
const operation: fc.Arbitrary<Operation> = fc.oneof(
  { weight: 5, arbitrary: change.map((only): Operation => ({ kind: "execute", change: only })) },
  { weight: 3, arbitrary: changes.map((all): Operation => ({ kind: "batch", changes: all })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(changes, fc.constantFrom("commit" as const, "rollback" as const, "throw" as const))
      .map(([all, end]): Operation => ({ kind: "transaction", changes: all, end })),
  },
  { weight: 1, arbitrary: fc.constantFrom<Operation>({ kind: "read" }, { kind: "lock" }) },
);

it("any interleaving of statements, batches, transactions and failures leaves the table that one after another leaves", async () => {
  const { client, path } = await openScratch(SCHEMA, { checkpointPages: 20 });
  const other = openOther(path);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(operation, { maxLength: 12 }), { maxLength: 4 }), async (turns) => {
      await client.execute("DELETE FROM counts");
      const operations = turns.flat();
      const running: Promise<boolean>[] = [];
      for (const turn of turns) {
        for (const next of turn) {
          if (next.kind === "lock" && !other.inTransaction && running.length > 0) lockForAMoment();
          running.push(
            run(client, next).then(
              () => true,
              () => false,
            ),
          );
        }
        await new Promise((resolve) => setImmediate(resolve));
      }
      const outcomes = await Promise.all(running);
      const { rows } = await client.execute("SELECT key, writes FROM counts ORDER BY key");
      const model = expected(operations);
      expect(outcomes).toEqual(model.outcomes);
      expect(rows.map((row) => [row.key, row.writes])).toEqual([...model.table].sort(([a], [b]) => a - b));
    }),
    { numRuns: 300 },
  );

  function lockForAMoment() {
    try {
      other.exec("BEGIN IMMEDIATE");
      setTimeout(() => other.exec("ROLLBACK"), 2);
    } catch {
      // A transaction of the client is open: nothing to hold.
    }
  }
});

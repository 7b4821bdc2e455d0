import * as v from "valibot";

const sql = v.pipe(v.string(), v.nonEmpty());
const sentences = v.optional(v.record(v.string(), sql), {});

const tableRule = v.union([
  v.picklist(["any", "dropped"]),
  v.strictObject({ change: v.pipe(v.number(), v.integer()) }),
  v.strictObject({ renamedFrom: v.string() }),
]);

/** The schema of `NNNN_name.rows.json`. */
export const rowRulesSchema = v.strictObject({
  /** Tables whose number of rows does not stay as it is. */
  tables: v.optional(v.record(v.string(), tableRule), {}),
  /** Queries, each under a sentence that says what it proves, whose one value must be 0 before the first statement. */
  zeroBefore: sentences,
  /** The same after the last statement. */
  zeroAfter: sentences,
  /** Queries whose rows must be the same before and after, such as counts per kind. */
  same: sentences,
});

/**
 * What a migration may do to rows, declared beside it. Without a declaration every table keeps its number of rows,
 * new tables are empty, and only empty tables may go.
 * Per table: `any`; `dropped` (it goes with its rows); `{change: n}`; `{renamedFrom: "old"}` (it has the rows `old` had).
 */
export type RowRules = v.InferOutput<typeof rowRulesSchema>;

export const NO_ROW_RULES: RowRules = { tables: {}, zeroBefore: {}, zeroAfter: {}, same: {} };

/** Rows per table, by name. */
export type RowCounts = ReadonlyMap<string, number>;

/** What the counts before and after break of the rules, in words. A way down may drop tables with their rows: that is its job. */
export function findRowFaults(rules: RowRules, before: RowCounts, after: RowCounts, mayDrop = false): string[] {
  const faults: string[] = [];
  const renamed = new Set(
    Object.values(rules.tables).flatMap((rule) =>
      typeof rule === "object" && "renamedFrom" in rule ? [rule.renamedFrom] : [],
    ),
  );
  for (const [table, rows] of before) {
    if (mayDrop || after.has(table) || renamed.has(table) || rows === 0 || rules.tables[table] === "dropped") continue;
    faults.push(`table ${table} went with its ${rows} rows, which is not declared`);
  }
  for (const [table, rows] of after) {
    const rule = rules.tables[table];
    if (rule === "any") continue;
    let expected = before.get(table) ?? 0;
    if (typeof rule === "object" && "change" in rule) expected += rule.change;
    if (typeof rule === "object" && "renamedFrom" in rule) expected = before.get(rule.renamedFrom) ?? 0;
    if (rows !== expected) faults.push(`table ${table} has ${rows} rows, expected ${expected}`);
  }
  return faults;
}

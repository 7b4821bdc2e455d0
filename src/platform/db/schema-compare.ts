import type { SchemaShape, TableShape } from "./schema-shape.ts";

/** Every difference between the schema a database has and the one it should have, each in words. Empty when they are equal. */
export function compareSchemas(live: SchemaShape, expected: SchemaShape): string[] {
  const faults: string[] = [];
  pair(live.tables, expected.tables, (table) => table.name).forEach(([name, has, wants]) => {
    if (has === undefined) faults.push(`table ${name} is missing`);
    else if (wants === undefined) faults.push(`table ${name} is not part of the schema`);
    else faults.push(...compareTables(has, wants));
  });
  pair(live.others, expected.others, (other) => other).forEach(([name, has, wants]) => {
    if (has === undefined) faults.push(`${name} is missing`);
    if (wants === undefined) faults.push(`${name} is not part of the schema`);
  });
  return faults;
}

function compareTables(live: TableShape, expected: TableShape): string[] {
  const prefix = `table ${live.name}:`;
  const faults: string[] = [];
  const compare = <T>(kind: string, has: T[], wants: T[], keyOf: (part: T) => string) => {
    for (const [key, one, other] of pair(has, wants, keyOf)) {
      if (one === undefined) faults.push(`${prefix} ${kind} ${key} is missing`);
      else if (other === undefined) faults.push(`${prefix} ${kind} ${key} is not part of the schema`);
      else faults.push(...differences(one, other).map((text) => `${prefix} ${kind} ${key} ${text}`));
    }
  };
  compare("column", live.columns, expected.columns, (column) => column.name);
  compare("index", live.indexes, expected.indexes, (index) => index.name);
  compare("check", live.checks, expected.checks, (check) => check.name ?? `(${check.text})`);
  compare(
    "foreign key",
    live.foreignKeys,
    expected.foreignKeys,
    (key) => `(${key.columns.join(", ")}) to ${key.table} (${key.foreignColumns.join(", ")})`,
  );
  const { autoincrement, options } = live;
  const wanted = { autoincrement: expected.autoincrement, options: expected.options };
  faults.push(...differences({ autoincrement, options }, wanted).map((text) => `${prefix} ${text}`));
  return faults;
}

/** The members that differ, as `type is "text", expected "integer"`. */
function differences<T>(live: T, expected: T): string[] {
  return (Object.keys(expected as object) as (keyof T)[]).flatMap((key) => {
    const [is, wants] = [live[key], expected[key]].map((value) => JSON.stringify(value) ?? "absent");
    return is === wants ? [] : [`has ${String(key)} ${is}, expected ${wants}`];
  });
}

/** Puts parts of the same key beside each other, in the order of the key. */
function pair<T>(live: T[], expected: T[], keyOf: (part: T) => string): [string, T | undefined, T | undefined][] {
  const has = new Map(live.map((part) => [keyOf(part), part]));
  const wants = new Map(expected.map((part) => [keyOf(part), part]));
  const keys = [...new Set([...has.keys(), ...wants.keys()])].sort();
  return keys.map((key) => [key, has.get(key), wants.get(key)]);
}

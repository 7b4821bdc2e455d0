import { readdirSync } from "node:fs";
import { join } from "node:path";
import { getTableName, is } from "drizzle-orm";
import { SQLiteTable } from "drizzle-orm/sqlite-core";
import { expect, test } from "vitest";
import { tables } from "../src/schema.ts";

const SOURCE = join(import.meta.dirname, "../src");

test("the list of tables holds every table of every *.tables.ts, once", async () => {
  const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".tables.ts"),
  );
  expect(files).not.toEqual([]);
  const modules = await Promise.all(files.map((file) => import(join(SOURCE, file))));
  const declared = modules.flatMap((file) => Object.values(file).filter((value) => is(value, SQLiteTable)));
  expect(tables.map(getTableName).sort()).toEqual(declared.map((table) => getTableName(table)).sort());
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { makeDatabaseTemplate } from "./database-template.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** Path of a migrated, closed database that tests copy. */
    databaseTemplate: string;
  }
}

/** Migrates one database per run; {@link createTestDatabase} copies it, which is ten times faster than migrating. */
export default async function setup({ provide }: TestProject): Promise<() => void> {
  const folder = mkdtempSync(join(tmpdir(), "gameroom-template-"));
  provide("databaseTemplate", await makeDatabaseTemplate(folder));
  return () => rmSync(folder, { recursive: true, force: true });
}

import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";

/** A migrated database file of its own, in a folder of its own. Nothing has it open. */
export interface TestDatabaseFile {
  path: string;
  remove(): void;
}

export function createTestDatabaseFile(): TestDatabaseFile {
  const folder = mkdtempSync(join(tmpdir(), "gameroom-test-"));
  const path = join(folder, "gameroom.db");
  copyFileSync(inject("databaseTemplate"), path);
  return { path, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

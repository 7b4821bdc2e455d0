import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ROOT } from "./support/source-files.ts";

// One line each, all otherwise faultless: what the linter says about it is about its imports.
const FORBIDDEN: Record<string, string> = {
  "src/modules/scores/scores.routes.ts": "drizzle-orm",
  "src/modules/scores/scores.jobs.ts": "./games.repository.ts",
  "src/modules/scores/scores.service.ts": "drizzle-orm/sqlite-core",
  "src/modules/scores/scores.repository.ts": "./scores.service.ts",
  "src/modules/scores/sources/espn.ts": "../games.repository.ts",
  "src/modules/scores/domain/game.ts": "node:fs",
  "src/modules/scores/domain/leagues/nfl.ts": "../../../../platform/log.ts",
  "src/modules/home/domain/device.ts": "../../scores/index.ts",
  "src/platform/jobs/runner.ts": "../../modules/scores/index.ts",
  "src/web/pages/scoreboard.tsx": "../../modules/scores/games.repository.ts",
  "src/web/islands/live.tsx": "../../platform/log.ts",
  "src/web/components/board.tsx": "node:fs",
};
const ALLOWED: Record<string, string> = {
  "src/modules/scores/domain/current-slot.ts": "./leagues/index.ts",
  "src/modules/tabletop/tabletop.routes.ts": "./tabletop.service.ts",
  "src/modules/tabletop/tabletop.repository.ts": "drizzle-orm",
};

const folder = mkdtempSync(join(tmpdir(), "gameroom-lint-"));
let restricted: string[] = [];

beforeAll(() => {
  for (const [path, target] of Object.entries({ ...FORBIDDEN, ...ALLOWED })) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), `export { value } from "${target}";\n`);
  }
  copyFileSync(join(ROOT, "biome.json"), join(folder, "biome.json"));
  const { stdout } = spawnSync(
    join(ROOT, "node_modules/.bin/biome"),
    ["lint", "--vcs-enabled=false", "--reporter=json", "."],
    { cwd: folder, encoding: "utf8" },
  );
  const report: { diagnostics: { category: string; location: { path: string } }[] } = JSON.parse(stdout);
  restricted = report.diagnostics
    .filter((it) => it.category === "lint/style/noRestrictedImports")
    .map((it) => it.location.path);
});
afterAll(() => rmSync(folder, { recursive: true }));

it.each(Object.entries(FORBIDDEN))("the linter refuses %s an import of %s", (path) => {
  expect(restricted).toContain(path);
});

it("the linter lets allowed imports pass", () => {
  expect(restricted.filter((path) => path in ALLOWED)).toEqual([]);
});

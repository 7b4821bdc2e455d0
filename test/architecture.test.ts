import { describe, expect, it } from "vitest";
import { importViolations, moduleCycles, RULES } from "./support/import-rules.ts";
import { codeOf, importsOf, readSources, type SourceFile } from "./support/source-files.ts";

const sources = readSources();

/** Things the code of some files must not do, by regular expression over the code without comments and strings. */
const BANS: { where: (path: string) => boolean; what: RegExp; says: string }[] = [
  {
    where: (path) => path !== "config.ts",
    what: /\bprocess\s*(\?\.|\.|\[)\s*(env\b|""\s*\]|loadEnvFile\b)/,
    says: "The environment is read in src/config.ts alone.",
  },
  {
    where: (path) => /^modules\/[^/]+\/domain\//.test(path),
    what: /\bDate\.now\b|\bnew Date\s*\(\s*\)|\bnew Date\s*[;,)\]}]|(?<!new )\bDate\(|\bperformance\.now\b/,
    says: "domain/ does not read the clock: the time comes in as an argument.",
  },
  {
    where: (path) => /^modules\/[^/]+\/domain\//.test(path),
    what: /\bMath\.random\b|\bcrypto\.|\brandomUUID\b/,
    says: "domain/ draws no random numbers: randomness comes in as an argument.",
  },
  {
    where: (path) => /^modules\/[^/]+\/domain\//.test(path),
    what: /\basync\b|\bawait\b|\bPromise\b|\b(setTimeout|setInterval|setImmediate|queueMicrotask|fetch)\s*\(/,
    says: "domain/ is synchronous and does no input or output.",
  },
  {
    where: (path) => /^modules\//.test(path),
    what: /\bDate\.now\b|\bnew Date\s*\(\s*\)|\bMath\.random\b|\bglobalThis\.fetch\b|(?<![.\w])fetch\s*\(\s*[`"]/,
    says: "Modules take time, randomness and the network from Deps.",
  },
  {
    where: () => true,
    what: /\benum\s+\w+\s*\{|\bnamespace\s+\w+\s*\{/,
    says: "No enums and no namespaces: Node strips types, it does not compile them.",
  },
];

const banViolations = (files: SourceFile[]) =>
  files.flatMap((file) =>
    BANS.flatMap(({ where, what, says }) => {
      const found = where(file.path) ? what.exec(codeOf(file.text)) : null;
      return found ? [`src/${file.path}: "${found[0].trim()}". ${says}`] : [];
    }),
  );

describe("the source tree", () => {
  it("imports only along the edges of the architecture", () => {
    expect(importViolations(sources)).toEqual([]);
  });

  it("has no circle of modules", () => {
    expect(moduleCycles(sources)).toEqual([]);
  });

  it("keeps the environment, the clock, chance and waiting where they belong", () => {
    expect(banViolations(sources)).toEqual([]);
  });

  it("has no file of more than 300 lines", () => {
    const long = sources.filter((file) => file.text.split("\n").length > 301).map((file) => file.path);
    expect(long).toEqual([]);
  });

  it("names its files in kebab-case, with the kind after a dot", () => {
    expect(
      sources.map((file) => file.path).filter((path) => !/^([a-z0-9-]+\/)*[a-z0-9-]+(\.[a-z0-9-]+)*\.tsx?$/.test(path)),
    ).toEqual([]);
  });

  it("writes the extension of every relative import", () => {
    const bare = sources.flatMap((file) =>
      importsOf(file)
        .filter((it) => it.target !== undefined && !/\.(tsx?|json|css)$/.test(it.target))
        .map((it) => `src/${file.path}: ${it.specifier}`),
    );
    expect(bare).toEqual([]);
  });
});

describe("the import rules catch", () => {
  const violations = (path: string, text: string) => importViolations([{ path, text }]).join("\n");

  it.each([
    ["a route that queries", "modules/scores/scores.routes.ts", 'import { eq } from "drizzle-orm";', /never Drizzle/],
    [
      "a route that goes round its service",
      "modules/scores/scores.routes.ts",
      'import { x } from "./scores.repository.ts";',
      /Routes call services/,
    ],
    [
      "a route that opens the database",
      "modules/scores/scores.routes.ts",
      'import { x } from "../../platform/db/local.ts";',
      /platform\/db/,
    ],
    [
      "a job that goes round its service",
      "modules/scores/scores.jobs.ts",
      'import { x } from "./scores.repository.ts";',
      /same service verbs/,
    ],
    [
      "SQL in a service",
      "modules/scores/scores.service.ts",
      'import { sql } from "drizzle-orm";',
      /SQL stays in repositories/,
    ],
    [
      "a domain that logs",
      "modules/scores/domain/game.ts",
      'import type { Logger } from "../../../platform/log.ts";',
      /domain\/ is pure/,
    ],
    [
      "a domain that reads files",
      "modules/scores/domain/game.ts",
      'import { readFileSync } from "node:fs";',
      /domain\/ is pure/,
    ],
    [
      "another module's insides",
      "modules/home/home.service.ts",
      'import { x } from "../scores/scores.service.ts";',
      /index\.ts/,
    ],
    [
      "another module's domain",
      "modules/home/domain/a.ts",
      'import { x } from "../../scores/domain/game.ts";',
      /domain\/ is pure/,
    ],
    [
      "a platform that knows a module",
      "platform/http/app.ts",
      'import { x } from "../../modules/scores/index.ts";',
      /knows no module/,
    ],
    [
      "a page that reads the database",
      "web/pages/home.tsx",
      'import { x } from "../../platform/db/open.ts";',
      /never the database/,
    ],
    [
      "an island that pulls the server along",
      "web/islands/live.tsx",
      'import { x } from "../../app.ts";',
      /Islands run in the browser/,
    ],
    [
      "an island that pulls a service along",
      "web/islands/live.tsx",
      'import { x } from "../../modules/scores/index.ts";',
      /Islands/,
    ],
    [
      "an import that only happens at run time",
      "modules/scores/scores.routes.ts",
      'await import("./scores.repository.ts")',
      /Routes/,
    ],
    ["a re-export", "platform/log.ts", 'export * from "../modules/scores/index.ts";', /knows no module/],
    [
      "an import over several lines",
      "modules/scores/scores.routes.ts",
      'import {\n  a,\n  b,\n} from "./scores.tables.ts";',
      /Routes/,
    ],
    ["a file of no kind", "helpers/strings.ts", "", /of no kind/],
    ["a file of no kind inside a module", "modules/scores/utilities.ts", "", /of no kind/],
  ])("%s", (_what, path, text, says) => {
    expect(violations(path, text)).toMatch(says);
  });

  it.each([
    ["a route with its service", "modules/scores/scores.routes.ts", 'import { listGames } from "./scores.service.ts";'],
    [
      "types of what a schema presents",
      "modules/scores/scores.schemas.ts",
      'import type { Game } from "./scores.service.ts";',
    ],
    [
      "inline types of what a schema presents",
      "modules/scores/scores.schemas.ts",
      'import { type Game } from "./scores.service.ts";',
    ],
    [
      "an island with a module's rules",
      "web/islands/board.tsx",
      'import { play } from "../../modules/tabletop/domain/play.ts";',
    ],
    ["an import that is only a comment", "modules/scores/domain/a.ts", '// import "./nothing.ts" from "node:fs"'],
    ["another module through its index", "modules/home/home.service.ts", 'import { x } from "../scores/index.ts";'],
  ])("nothing about %s", (_what, path, text) => {
    expect(violations(path, text)).toBe("");
  });

  it("every kind of file that imports beyond its bounds: each rule refuses at least one neighbour", () => {
    const samples: Record<string, string> = {
      "entry point": "server.ts",
      app: "app.ts",
      compose: "compose.ts",
      schema: "schema.ts",
      client: "client.ts",
      config: "config.ts",
      product: "product.ts",
      domain: "modules/m/domain/a.ts",
      source: "modules/m/sources/a.ts",
      tables: "modules/m/m.tables.ts",
      repository: "modules/m/m.repository.ts",
      service: "modules/m/m.service.ts",
      presenter: "modules/m/m.presenter.ts",
      schemas: "modules/m/m.schemas.ts",
      routes: "modules/m/m.routes.ts",
      jobs: "modules/m/m.jobs.ts",
      module: "modules/m/index.ts",
      island: "web/islands/a.tsx",
      component: "web/components/a.tsx",
      web: "web/pages/a.tsx",
      ops: "ops/a.ts",
      demo: "demo/a.ts",
      database: "platform/db/a.ts",
      platform: "platform/a.ts",
    };
    for (const { kind } of RULES) {
      const path = samples[kind] as string;
      expect(path, `a sample of ${kind}`).toBeDefined();
      const up = "../".repeat(path.split("/").length - 1) || "./";
      expect(violations(path, `import "${up}modules/other/other.repository.ts";`), kind).toContain(`(${kind})`);
    }
  });

  it("a circle of modules, told once", () => {
    const files = [
      { path: "modules/home/home.service.ts", text: 'import { a } from "../scores/index.ts";' },
      { path: "modules/scores/scores.service.ts", text: 'import { a } from "../webhooks/index.ts";' },
      { path: "modules/webhooks/webhooks.service.ts", text: 'import type { A } from "../home/index.ts";' },
    ];
    expect(moduleCycles(files)).toEqual(["home -> scores -> webhooks -> home"]);
    expect(moduleCycles(files.slice(1))).toEqual([]);
  });
});

describe("the bans catch", () => {
  const found = (path: string, text: string) => banViolations([{ path, text }]);
  const domain = "modules/scores/domain/a.ts";

  it.each([
    ["the environment", "server.ts", "const port = process.env.PORT;"],
    ["the environment by another spelling", "server.ts", 'const port = process["env"];'],
    ["the clock", domain, "const now = Date.now();"],
    ["the clock by constructor", domain, "const now = new Date();"],
    ["chance", domain, "const roll = Math.random();"],
    ["asynchrony", domain, "export async function rank() {}"],
    ["waiting", domain, "setTimeout(() => {}, 5);"],
    ["code inside a template", domain, `const line = \`at \${Date.now()}\`;`],
    ["the clock in a service", "modules/scores/scores.service.ts", "const now = new Date();"],
    ["an enum", "platform/a.ts", "enum Colour { Red }"],
  ])("%s", (_what, path, text) => {
    expect(found(path, text)).not.toEqual([]);
  });

  it.each([
    ["a date made of something", domain, "const kickoff = new Date(ms);"],
    ["a word in a comment", domain, "// never await Date.now()"],
    ["a word in a string", domain, 'const says = "await Date.now()";'],
    ["the environment in its one place", "config.ts", "return process.env;"],
  ])("nothing about %s", (_what, path, text) => {
    expect(found(path, text)).toEqual([]);
  });
});

import { type Import, importsOf, type SourceFile } from "./source-files.ts";

/** What one kind of file may import. Kinds of the importing file's own module unless it says otherwise. */
export interface Rule {
  kind: string;
  /** Paths below src/. */
  files: RegExp;
  /** Kinds it may import, besides its own kind. "module" is the index.ts of any module, "domain of a module" any domain/. */
  may: string[];
  /** Kinds it may import types of. */
  mayType?: string[];
  /** npm packages and Node's modules by the beginning of their names; all of them when left out. */
  packages?: string[];
  /** The rule in words, shown when it is broken. */
  says: string;
}

const module = (file: string) => new RegExp(`^modules/[^/]+/${file}$`);

/** Section 3 of the architecture, "who may import whom", as data. The first match decides what a file is. */
export const RULES: Rule[] = [
  {
    kind: "entry point",
    files: /^((server|collector|cli|serve|collect|entry)\.ts|commands\/.+)$/,
    may: ["app", "compose", "config", "schema", "product", "web", "ops", "demo", "module", "platform", "database"],
    says: "Entry points read the configuration, compose and run; they reach into modules only through index.ts.",
  },
  {
    kind: "app",
    files: /^app\.ts$/,
    may: ["web", "ops", "module", "platform", "config", "product"],
    packages: ["hono", "@hono/", "node:"],
    says: "app.ts chains the routes of modules, ops and web.",
  },
  {
    kind: "compose",
    files: /^compose\.ts$/,
    may: ["config", "schema", "module", "platform", "database"],
    says: "compose.ts turns the configuration into Deps.",
  },
  {
    kind: "schema",
    files: /^schema\.ts$/,
    may: ["tables of a module", "platform", "database"],
    packages: ["drizzle-orm"],
    says: "schema.ts lists every table of the product.",
  },
  {
    kind: "client",
    files: /^client\.ts$/,
    may: [],
    mayType: ["app", "module"],
    packages: ["hono"],
    says: "client.ts runs in browsers: it knows the server by its types alone.",
  },
  {
    kind: "config",
    files: /^config(-[a-z]+)?\.ts$/,
    may: [],
    packages: ["valibot"],
    says: "The configuration depends on nothing but its schema.",
  },
  {
    kind: "product",
    files: /^product\.ts$/,
    may: ["platform"],
    packages: ["node:"],
    says: "product.ts says what the product is called and which version it is.",
  },
  {
    kind: "domain",
    files: module("domain/.+"),
    may: [],
    packages: ["valibot"],
    says: "domain/ is pure: it imports its own module's domain/ and valibot, nothing else.",
  },
  {
    kind: "source",
    files: module("sources/.+"),
    may: ["domain", "platform"],
    packages: ["valibot", "node:"],
    says: "A source turns an outside wire format into domain values; it never touches the database or a service.",
  },
  {
    kind: "tables",
    files: module("[^/]+\\.tables\\.ts"),
    may: ["domain", "platform", "database"],
    packages: ["drizzle-orm"],
    says: "Tables declare columns with Drizzle and platform/db.",
  },
  {
    kind: "repository",
    files: module("[^/]+\\.repository\\.ts"),
    may: ["tables", "domain", "platform", "database"],
    packages: ["drizzle-orm", "node:"],
    says: "A repository is SQL as functions: tables, Drizzle and platform/db.",
  },
  {
    kind: "service",
    files: module("[^/]+\\.service\\.ts"),
    may: ["repository", "presenter", "domain", "module", "platform", "database"],
    mayType: ["source", "schemas"],
    packages: ["valibot", "node:"],
    says: "A service uses repositories, domain/ and platform; other modules through their index.ts; SQL stays in repositories.",
  },
  {
    kind: "presenter",
    files: module("[^/]+\\.presenter\\.ts"),
    may: ["domain"],
    mayType: ["schemas", "repository"],
    packages: [],
    says: "A presenter turns rows into values of the wire; it asks nothing and decides nothing.",
  },
  {
    kind: "schemas",
    files: module("[^/]+\\.schemas\\.ts"),
    may: ["domain", "platform"],
    mayType: ["service", "repository"],
    packages: ["valibot", "hono-openapi", "@valibot/"],
    says: "Schemas are the wire: valibot, domain/ and the types of what they present.",
  },
  {
    kind: "routes",
    files: module("[^/]+\\.routes\\.tsx?"),
    may: ["service", "schemas", "domain", "platform"],
    packages: ["hono", "@hono/", "valibot"],
    says: "Routes call services and schemas; never Drizzle, a repository, tables or platform/db.",
  },
  {
    kind: "jobs",
    files: module("[^/]+\\.jobs\\.ts"),
    may: ["service", "source", "domain", "module", "platform"],
    packages: ["node:"],
    says: "Jobs use the same service verbs as the routes, fed by sources.",
  },
  {
    kind: "module",
    files: module("index\\.ts"),
    may: ["domain", "source", "tables", "repository", "service", "schemas", "routes", "jobs"],
    packages: [],
    says: "index.ts only re-exports what other folders may use of its module.",
  },
  {
    kind: "island",
    files: /^web\/islands\/.+/,
    may: ["component", "domain of a module"],
    mayType: ["client", "module", "schemas of a module"],
    packages: ["hono", "uplot"],
    says: "Islands run in the browser: browser packages, components, a module's domain/ and the types of the wire.",
  },
  {
    kind: "component",
    files: /^web\/(components|text)\/.+/,
    may: ["domain of a module"],
    mayType: ["client", "module", "schemas of a module"],
    packages: ["hono"],
    says: "Components are rendered by the server and by islands alike, so they run anywhere and know only the wire's types.",
  },
  {
    kind: "web",
    files: /^web\/.+/,
    may: ["component", "module", "domain of a module", "platform", "config"],
    mayType: ["schemas of a module"],
    packages: ["hono", "@hono/", "valibot", "node:"],
    says: "Pages read services and schemas through a module's index.ts; never the database.",
  },
  {
    kind: "ops",
    files: /^ops\/.+/,
    may: ["module", "schema", "platform", "database", "config"],
    says: "ops uses platform, and modules through their index.ts.",
  },
  {
    kind: "demo",
    files: /^demo\/.+/,
    may: ["module", "domain of a module", "platform", "config"],
    says: "The demo imitates outside services; it knows modules only through their index.ts and their pure domain/.",
  },
  {
    kind: "database",
    files: /^platform\/db\/.+/,
    may: ["platform", "config"],
    says: "platform knows no module, no page and no entry point.",
  },
  {
    kind: "platform",
    files: /^platform\/.+/,
    may: ["database", "config"],
    says: "platform knows no module, no page and no entry point.",
  },
];

const ruleOf = (path: string) => RULES.find((rule) => rule.files.test(path));
export const moduleOf = (path: string) => /^modules\/([^/]+)\//.exec(path)?.[1];

/** What `target` is to the file that imports it: its kind, marked when it lies inside a module that is not the file's own. */
function kindSeenFrom(from: string, target: string): string {
  const kind = ruleOf(target)?.kind ?? "unknown";
  const owner = moduleOf(target);
  if (owner === undefined || owner === moduleOf(from) || kind === "module") return kind;
  return `${kind} of ${moduleOf(from) === undefined ? "a" : "another"} module`;
}

function allows(rule: Rule, from: string, { specifier, target, typeOnly }: Import): boolean {
  if (target === undefined) return rule.packages?.some((name) => specifier.startsWith(name)) ?? true;
  const kind = kindSeenFrom(from, target);
  return kind === rule.kind || rule.may.includes(kind) || (typeOnly && (rule.mayType ?? []).includes(kind));
}

/** Every import that breaks a rule, as a sentence with the rule in words. */
export function importViolations(files: SourceFile[]): string[] {
  return files.flatMap((file) => {
    const rule = ruleOf(file.path);
    if (rule === undefined)
      return [`src/${file.path} is of no kind that the architecture knows: see test/support/import-rules.ts`];
    return importsOf(file)
      .filter((it) => !allows(rule, file.path, it))
      .map(
        (it) =>
          `src/${file.path} (${rule.kind}) imports ${it.target ? `src/${it.target}` : it.specifier}. ${rule.says}`,
      );
  });
}

/** Modules that reach each other in a circle, as paths such as "home -> scores -> home". Types count too. */
export function moduleCycles(files: SourceFile[]): string[] {
  const edges = new Map<string, Set<string>>();
  for (const file of files) {
    const from = moduleOf(file.path);
    if (from === undefined) continue;
    for (const { target } of importsOf(file)) {
      const to = target === undefined ? undefined : moduleOf(target);
      if (to !== undefined && to !== from) edges.set(from, (edges.get(from) ?? new Set()).add(to));
    }
  }
  const cycles: string[] = [];
  const walk = (path: string[]) => {
    for (const next of edges.get(path.at(-1) ?? "") ?? []) {
      if (next === path[0]) cycles.push([...path, next].join(" -> "));
      // Only from the alphabetically first module of a circle, so that each is told once.
      else if (!path.includes(next) && next > (path[0] ?? "")) walk([...path, next]);
    }
  };
  for (const start of edges.keys()) walk([start]);
  return cycles;
}

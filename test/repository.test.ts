import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseConfig, SETTINGS } from "../src/config.ts";
import { renderEnvExample, renderSettingsTable } from "../src/config-example.ts";
import { ROOT } from "./support/source-files.ts";

const read = (path: string) => readFileSync(join(ROOT, path), "utf8");
const tracked = execFileSync("git", ["ls-files"], { cwd: ROOT, encoding: "utf8" }).trim().split("\n");
const documents = tracked.filter((path) => path.endsWith(".md") && !path.startsWith("test/fixtures/"));
const manifest: { scripts: Record<string, string> } = JSON.parse(read("package.json"));

/** Paths of the repository that a document names: links, and code spans that begin with a folder or are a file at the root. */
function pathsNamedIn(document: string, text: string): string[] {
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map(([, path]) =>
    join(dirname(document), path ?? ""),
  );
  const spans = [...text.matchAll(/`((?:src|test|docs|drizzle|k8s|\.ci)\/[\w./-]*|[\w.-]+\.(?:md|json)|Dockerfile)`/g)];
  return [...links, ...spans.map(([, path]) => path ?? "")].filter((path) => !path.includes("NNNN"));
}

/** Scripts that a document tells its reader to run. */
const scriptsNamedIn = (text: string) =>
  [...text.matchAll(/\bnpm (?:run (?:--silent )?([\w:-]+)|(test|start)\b)/g)].map(
    ([, run, short]) => run ?? short ?? "",
  );

describe("the documents", () => {
  it.each(documents)("%s names only files that exist", (document) => {
    const missing = pathsNamedIn(document, read(document)).filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });

  it.each(documents)("%s names only scripts that exist", (document) => {
    expect(scriptsNamedIn(read(document)).filter((script) => !(script in manifest.scripts))).toEqual([]);
  });

  it("find what they look for: a path and a script that are not there would be told", () => {
    const text = "See `src/none.ts` and [this](none.md), then `npm run none` or npm test.";
    expect(pathsNamedIn("docs/a.md", text)).toEqual(["docs/none.md", "src/none.ts"]);
    expect(scriptsNamedIn(text)).toEqual(["none", "test"]);
  });

  it("show the look as the stylesheet and the components have it", () => {
    const text = read("docs/web.md");
    const styles = read("src/web/styles/tokens.css");
    const tokens = [...text.matchAll(/^\| `(--[a-z]+)` \| `(#\w+)` \| `(#\w+)` \|/gm)];
    expect(tokens.length).toBeGreaterThan(5);
    for (const [, name, dark, light] of tokens) expect(styles).toContain(`${name}: light-dark(${light}, ${dark});`);
    const components = [...text.matchAll(/^\| `([A-Z]\w+)` \|/gm)].map(([, name = ""]) => name);
    expect(components.length).toBeGreaterThan(5);
    for (const name of components) {
      const file = name.replace(/(?<!^)[A-Z]/g, "-$&").toLowerCase();
      expect(read(`src/web/components/${file}.tsx`)).toMatch(new RegExp(`export (?:const|function) ${name}\\b`));
    }
  });

  it("number decisions without a gap, each with its status and reasons", () => {
    const decisions = documents.filter((path) => path.startsWith("docs/adr/"));
    decisions.forEach((path, index) => {
      expect(path).toMatch(new RegExp(`^docs/adr/${String(index + 1).padStart(4, "0")}-[a-z0-9-]+\\.md$`));
      const text = read(path);
      expect(text, path).toMatch(new RegExp(`^# ${index + 1}\\. `));
      for (const part of ["Status: ", "## Context", "## Options", "## Decision", "## Consequences"]) {
        expect(text, path).toContain(part);
      }
    });
    expect(decisions.length).toBeGreaterThan(0);
  });

  it("say which licences the code and the data are under", () => {
    const readme = read("README.md");
    expect(readme).toMatch(/nflverse/);
    expect(readme).toContain("https://creativecommons.org/licenses/by/4.0/");
    expect(readme).toContain("[MIT licence](LICENSE)");
    expect(read("LICENSE")).toMatch(/^MIT License/);
  });
});

describe("the settings", () => {
  it("are all in .env.example, as the code has them (npx vitest run test/repository.test.ts -u writes it)", async () => {
    await expect(renderEnvExample()).toMatchFileSnapshot(join(ROOT, ".env.example"));
  });

  it("are all in the README, as the code has them", () => {
    const table = /<!-- settings[^\n]*-->\n([\s\S]*?)\n<!-- \/settings -->/.exec(read("README.md"))?.[1];
    expect(table).toBe(renderSettingsTable());
  });

  it("come out the same when every line of .env.example is uncommented", () => {
    const lines = [...renderEnvExample().matchAll(/^#([A-Z_]+)=(.*)$/gm)];
    const env = Object.fromEntries(lines.map(([, name, value]) => [name, value]));
    expect(Object.keys(env)).toEqual(Object.keys(SETTINGS));
    expect(parseConfig(env)).toEqual(parseConfig({}));
  });
});

describe("the lock file", () => {
  const lock: { lockfileVersion: number; packages: Record<string, { resolved?: string; link?: boolean }> } = JSON.parse(
    read("package-lock.json"),
  );

  it("names no host to download from, so that any registry serves", () => {
    const bound = Object.entries(lock.packages).filter(([, it]) => it.resolved !== undefined);
    expect(bound.map(([path]) => path)).toEqual([]);
    expect(read("package-lock.json")).not.toMatch(/https?:\/\/[^"]*\.tgz/);
    expect(read(".npmrc")).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  });

  it("pins what talks to the database file exactly, as package.json does", () => {
    const { dependencies } = JSON.parse(read("package.json"));
    for (const name of ["libsql", "@libsql/client", "drizzle-orm"])
      expect(dependencies[name]).toMatch(/^\d+\.\d+\.\d+$/);
  });
});

describe("the repository", () => {
  it("tracks no database, no environment file and no build output", () => {
    expect(
      tracked.filter((path) => /\.db(-wal|-shm)?$|(^|\/)\.env$|^dist\/|^data\/|^node_modules\//.test(path)),
    ).toEqual([]);
  });

  it("holds no path of anybody's machine", () => {
    const texts = tracked.filter(
      (path) => !/\.(png|ico|woff2|gz)$|^package-lock\.json$/.test(path) && existsSync(join(ROOT, path)),
    );
    const homes = texts.filter((path) => /(?<![\w.])\/(home|Users)\/[a-z]\w*\//.test(read(path)));
    expect(homes).toEqual([]);
  });

  it("keeps its scripts executable", () => {
    const modes = execFileSync("git", ["ls-files", "--stage", ".ci"], { cwd: ROOT, encoding: "utf8" });
    expect(modes).toMatch(/^100755 .*\.ci\/run$/m);
  });
});

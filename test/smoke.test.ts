import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Built, firstAnswer, freePort, startBuilt } from "./support/built.ts";
import { ROOT } from "./support/source-files.ts";

if (!existsSync(join(ROOT, "dist/server.js"))) throw new Error("dist/ is missing: run npm run build first");

const folders: string[] = [];
const running: Built[] = [];
let cwd = "";
let env: Record<string, string> = {};

beforeEach(async () => {
  cwd = mkdtempSync(join(tmpdir(), "gameroom-smoke-"));
  folders.push(cwd);
  const deadPort = await freePort();
  env = {
    DATABASE_URL: `file:${join(cwd, "gameroom.db")}`,
    ESPN_BASE_URL: `http://127.0.0.1:${deadPort}`,
    HOST: "127.0.0.1",
    PORT: String(await freePort()),
  };
});
afterEach(async () => {
  for (const built of running.splice(0)) {
    built.process.kill("SIGKILL");
    await built.ended;
  }
});
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function start(entry: string, ...args: string[]): Built {
  const built = startBuilt(entry, args, { cwd, env });
  running.push(built);
  return built;
}

/** Runs a command to its end: its exit code, and what it said. */
async function run(entry: string, ...args: string[]) {
  const built = start(entry, ...args);
  const code = await built.ended;
  return { code, stdout: built.stdout(), stderr: built.stderr() };
}

describe("the built server, with its feed out of reach", () => {
  const origin = () => `http://127.0.0.1:${env.PORT}`;

  it("makes its database, answers, and stops on SIGTERM with 0 within 10 s", async () => {
    const server = start("server.js");
    expect((await firstAnswer(`${origin()}/healthz`, server)).status).toBe(200);
    expect((await fetch(`${origin()}/readyz`)).status, "ready without its feed: the store is what it serves").toBe(200);

    const page = await fetch(`${origin()}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    const stylesheet = /<link[^>]+href="([^"]+\.css)"/.exec(await page.text())?.[1];
    expect(stylesheet, "the page names the stylesheet that the build made").toBeDefined();
    expect((await fetch(new URL(stylesheet ?? "", origin()))).status).toBe(200);

    const description = (await (await fetch(`${origin()}/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(description.openapi).toMatch(/^3\./);
    expect(Object.keys(description.paths)).not.toHaveLength(0);
    expect(await (await fetch(`${origin()}/metrics`)).text()).toMatch(/^# (HELP|TYPE) /m);

    // An open stream must not hold the process up.
    const stream = await fetch(`${origin()}/api/v1/events`, { headers: { accept: "text/event-stream" } });
    expect(stream.status).toBe(200);

    const before = performance.now();
    server.process.kill("SIGTERM");
    expect(await server.ended).toBe(0);
    expect(performance.now() - before).toBeLessThan(10_000);
    await stream.body?.cancel().catch(() => undefined);
  });

  it("starts again on the file it left, and shares it with a collector", async () => {
    const first = start("server.js");
    await firstAnswer(`${origin()}/healthz`, first);
    first.process.kill("SIGTERM");
    expect(await first.ended).toBe(0);

    const second = start("server.js");
    await firstAnswer(`${origin()}/healthz`, second);
    await run("collector.js", "--once");
    expect((await fetch(`${origin()}/readyz`)).status).toBe(200);
    expect(second.stderr()).not.toMatch(/SQLITE_|database is locked/);
  });
});

describe("the built collector", () => {
  it("runs what is due once and says by its exit code that the feed is out of reach", async () => {
    const { code, stderr } = await run("collector.js", "--once");
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/unhandled|uncaught/i);
    expect((await run("cli.js", "migrate", "--check")).code, "it brought the file up to date first").toBe(0);
  });
});

describe("the built command line", () => {
  it("names its commands", async () => {
    const { code, stdout } = await run("cli.js", "--help");
    expect(code).toBe(0);
    for (const command of ["migrate", "health", "import", "token", "config", "openapi", "demo"]) {
      expect(stdout).toContain(command);
    }
  });

  it("tells a database that is behind from one that is at head", async () => {
    expect((await run("cli.js", "migrate", "--check")).code).not.toBe(0);
    expect((await run("cli.js", "migrate")).code).toBe(0);
    expect((await run("cli.js", "migrate", "--check")).code).toBe(0);
  });

  it("shows the configuration without its secrets", async () => {
    env.ADMIN_TOKEN = "a-token-only-this-test-knows";
    const { code, stdout, stderr } = await run("cli.js", "config");
    expect(code).toBe(0);
    expect(stdout).toContain(env.ESPN_BASE_URL);
    expect(stdout + stderr).not.toContain(env.ADMIN_TOKEN);
  });

  it.each(["cli.js", "server.js", "collector.js"])(
    "%s refuses a faulty configuration by name, with 78",
    async (entry) => {
      env.PORT = "eight thousand";
      env.LOG_LEVEL = "loud";
      const { code, stderr } = await run(entry, ...(entry === "cli.js" ? ["config"] : []));
      expect(code).toBe(78);
      expect(stderr).toMatch(/PORT/);
      expect(stderr).toMatch(/LOG_LEVEL/);
    },
  );

  it("refuses a command it does not know", async () => {
    const { code, stderr } = await run("cli.js", "frobnicate");
    expect(code).not.toBe(0);
    expect(stderr).toContain("--help");
  });
});

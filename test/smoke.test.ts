import { beforeEach, describe, expect, it } from "vitest";
import { createPlace, type Place, stop } from "./support/built.ts";

let place: Place;
beforeEach(async () => {
  place = await createPlace();
});

describe("the built server, with its feed out of reach", () => {
  it("makes its database, answers, and stops on SIGTERM with 0 within 10 s", async () => {
    const { origin } = place;
    const server = await place.serve();
    expect((await fetch(`${origin}/readyz`)).status, "ready without its feed: the store is what it serves").toBe(200);

    const page = await fetch(`${origin}/`);
    expect(page.status).toBe(200);
    expect(page.headers.get("content-type")).toMatch(/^text\/html/);
    const stylesheet = /<link[^>]+href="([^"]+\.css)"/.exec(await page.text())?.[1];
    expect(stylesheet, "the page names the stylesheet that the build made").toBeDefined();
    expect((await fetch(new URL(stylesheet ?? "", origin))).status).toBe(200);

    const description = (await (await fetch(`${origin}/openapi.json`)).json()) as { openapi: string; paths: object };
    expect(description.openapi).toMatch(/^3\./);
    expect(Object.keys(description.paths)).not.toHaveLength(0);
    expect(await (await fetch(`${origin}/metrics`)).text()).toMatch(/^# (HELP|TYPE) /m);

    // An open stream must not hold the process up.
    const stream = await fetch(`${origin}/api/v1/events`, { headers: { accept: "text/event-stream" } });
    expect(stream.status).toBe(200);

    const { code, tookMs } = await stop(server);
    expect(code).toBe(0);
    expect(tookMs).toBeLessThan(10_000);
    await stream.body?.cancel().catch(() => undefined);
  });

  it("starts again on the file it left, and shares it with a collector", async () => {
    expect((await stop(await place.serve())).code).toBe(0);
    const second = await place.serve();
    await place.run("collector.js", "--once");
    expect((await fetch(`${place.origin}/readyz`)).status).toBe(200);
    expect(second.stderr()).not.toMatch(/SQLITE_|database is locked/);
  });
});

describe("the built collector", () => {
  it("runs what is due once and says by its exit code that the feed is out of reach", async () => {
    const { code, stderr } = await place.run("collector.js", "--once");
    expect(code).toBe(1);
    expect(stderr).not.toMatch(/unhandled|uncaught/i);
    expect((await place.run("cli.js", "migrate", "--check")).code, "it brought the file up to date first").toBe(0);
  });
});

describe("the built command line", () => {
  it("names its commands", async () => {
    const { code, stdout } = await place.run("cli.js", "--help");
    expect(code).toBe(0);
    for (const command of ["migrate", "health", "import", "token", "config", "openapi", "demo"]) {
      expect(stdout).toContain(command);
    }
  });

  it("tells a database that is behind from one that is at head", async () => {
    expect((await place.run("cli.js", "migrate", "--check")).code).not.toBe(0);
    expect((await place.run("cli.js", "migrate")).code).toBe(0);
    expect((await place.run("cli.js", "migrate", "--check")).code).toBe(0);
  });

  it("shows the configuration without its secrets", async () => {
    place.env.ADMIN_TOKEN = "a-token-only-this-test-knows";
    const { code, stdout, stderr } = await place.run("cli.js", "config");
    expect(code).toBe(0);
    expect(stdout).toContain(place.env.ESPN_BASE_URL);
    expect(stdout + stderr).not.toContain(place.env.ADMIN_TOKEN);
  });

  it.each(["cli.js", "server.js", "collector.js"])(
    "%s refuses a faulty configuration by name, with 78",
    async (entry) => {
      place.env.PORT = "eight thousand";
      place.env.LOG_LEVEL = "loud";
      const { code, stderr } = await place.run(entry, ...(entry === "cli.js" ? ["config"] : []));
      expect(code).toBe(78);
      expect(stderr).toMatch(/PORT/);
      expect(stderr).toMatch(/LOG_LEVEL/);
    },
  );

  it("refuses a command it does not know", async () => {
    const { code, stderr } = await place.run("cli.js", "frobnicate");
    expect(code).toBe(2);
    expect(stderr).toContain("--help");
  });
});

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createPlace } from "../support/built.ts";
import { serve } from "../support/http-server.ts";
import { ROOT } from "../support/source-files.ts";
import { readStored } from "../support/stored.ts";
import { until } from "../support/until.ts";

const GAMES = join(ROOT, "../shared/data/nfl/games.csv");
if (!existsSync(GAMES)) console.log("skipped: ../shared/data/nfl/games.csv is not here to be imported");

/** What a game is, without what differs from run to run: our ids and the times of looking. */
const facts = (path: string) =>
  readStored(path)
    .games.map(({ id: _id, observed_at: _o, created_at: _c, updated_at: _u, final_at: _f, ...rest }) => rest)
    .map((game) => JSON.stringify(game))
    .sort();

describe.skipIf(!existsSync(GAMES))("the import of all seasons", () => {
  it("takes seconds, tells how far it is, and changes nothing the second time", async () => {
    const place = await createPlace();
    const before = performance.now();
    const first = await place.run("cli.js", "import", "nflverse", GAMES);
    const tookMs = performance.now() - before;
    console.log(`imported in ${Math.round(tookMs)} ms`);
    expect(first.code, first.stderr).toBe(0);
    const { rows, created, unreadable, finished } = JSON.parse(first.stdout);
    expect({ unreadable, finished }).toEqual({ unreadable: 0, finished: true });
    expect(created).toBe(rows);
    expect(rows).toBeGreaterThan(7_000);
    // 2 s on a quiet machine.
    expect(tookMs).toBeLessThan(15_000);
    const shares = [...first.stderr.matchAll(/^\[#*-*\] (\d+) of (\d+) games$/gm)].map(([, done]) => Number(done));
    expect(shares.length).toBeGreaterThan(5);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(first.stderr).toContain("CC BY 4.0");

    const stored = readStored(place.databasePath);
    expect(stored.games).toHaveLength(rows);
    expect(stored.events).toEqual([]);
    const second = await place.run("cli.js", "import", "nflverse", GAMES);
    expect(JSON.parse(second.stdout)).toMatchObject({ created: 0, changed: 0, finished: true });
    expect(readStored(place.databasePath)).toEqual(stored);
  });

  it("killed in the middle, goes on behind the last season it stored and ends with the same games", async () => {
    const place = await createPlace();
    const broken = place.start("cli.js", "import", "nflverse", GAMES);
    await until(() => /\[#{9,}-+\]/.test(broken.stderr()), "a third", 30_000);
    broken.process.kill("SIGKILL");
    expect(await broken.ended).toBe("SIGKILL");
    const half = readStored(place.databasePath);
    expect(half.integrity).toBe("ok");
    expect(half.games.length).toBeGreaterThan(1_000);

    const again = await place.run("cli.js", "import", "nflverse", GAMES);
    const { rows, resumedAt, created, finished } = JSON.parse(again.stdout);
    expect(finished).toBe(true);
    expect(resumedAt).toBe(half.games.length);
    expect(created).toBe(rows - resumedAt);

    const whole = await createPlace();
    await whole.run("cli.js", "import", "nflverse", GAMES);
    expect(facts(place.databasePath)).toEqual(facts(whole.databasePath));
  });

  it("interrupted, stops between seasons and says that it is not finished", async () => {
    const place = await createPlace();
    const stopped = place.start("cli.js", "import", "nflverse", GAMES);
    await until(() => /\[#{3,}-+\]/.test(stopped.stderr()), "a tenth", 30_000);
    stopped.process.kill("SIGINT");
    expect(await stopped.ended).toBe(1);
    const { finished } = JSON.parse(stopped.stdout());
    expect(finished).toBe(false);
    expect(readStored(place.databasePath).integrity).toBe("ok");
  });

  it("takes an address as well", async () => {
    const place = await createPlace();
    const server = await serve((_request, response) => response.end(readFileSync(GAMES)));
    const { code, stdout, stderr } = await place.run("cli.js", "import", "nflverse", `${server.url}/games.csv`);
    expect(code, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ finished: true, unreadable: 0 });
    expect(server.requests[0]?.headers["user-agent"]).toMatch(/^Gameroom\//);
  });
});

describe("an import of what is no table of games", () => {
  it.each([
    ["a file that is not there", undefined, 2, /cannot be read.*no such file/],
    ["an empty file", "", 1, /empty/],
    ["a text", "Dear diary,\ntoday nobody won.\n", 1, /lacks columns: game_id/],
    ["a table that breaks off", 'game_id,season\n"2020_01', 1, /lacks columns|does not end/],
  ])("%s is refused in a sentence, and stores nothing", async (_name, content, exitCode, says) => {
    const place = await createPlace();
    const path = join(place.folder, "games.csv");
    if (content !== undefined) writeFileSync(path, content);
    const { code, stderr, stdout } = await place.run("cli.js", "import", "nflverse", path);
    expect(code).toBe(exitCode);
    expect(stderr).toMatch(says);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe("");
    expect(existsSync(place.databasePath)).toBe(false);
  });

  it("an address that answers with an error is told as such", async () => {
    const place = await createPlace();
    const server = await serve((_request, response) => response.writeHead(404).end());
    const { code, stderr } = await place.run("cli.js", "import", "nflverse", `${server.url}/games.csv`);
    expect(code).toBe(1);
    expect(stderr).toContain("HTTP 404");
    expect(stderr).not.toMatch(/^\s+at /m);
  });
});

import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Page, parsePage, textOf, textsOf } from "../support/dom.ts";
import { createSite, SEASON, type Site } from "../support/site.ts";

interface Visited {
  path: string;
  status: number;
  html: string;
  page: Page;
}

let site: Site;
/** One page of every kind. */
let pages: Visited[];

beforeAll(async () => {
  site = await createSite();
  pages = [];
  for (const path of await everyPage()) {
    const answer = await site.get(path);
    const html = await answer.text();
    pages.push({ path, status: answer.status, html, page: parsePage(html) });
  }
});
afterAll(() => site.close());

const WEEK = `/?year=${SEASON}&seasonType=2&week=11`;
const MAX_HTML_BYTES = 30_000;

const firstGame = async (state: string) => {
  const tile = (await site.page(WEEK)).querySelector(`[data-state="${state}"]`);
  return `/games/${tile?.getAttribute("data-game")}`;
};

/** Every kind of page there is. */
const everyPage = async () => [
  "/",
  WEEK,
  `/?year=${SEASON}&seasonType=3&week=1`,
  "/standings",
  `/standings?season=${SEASON}&week=3`,
  "/teams",
  "/teams/nfl:ne",
  await firstGame("final"),
  await firstGame("live"),
  await firstGame("upcoming"),
  "/compare",
  "/compare?teamA=nfl:ne&teamB=nfl:nyj",
  "/status",
  "/wall",
  "/docs",
  "/problems",
  "/problems/not-found",
];

describe("every page", () => {
  it("answers 200 with a document under 30 kB compressed", () => {
    for (const { path, status, html } of pages) {
      expect(status, path).toBe(200);
      expect(html, path).toMatch(/^<!doctype html><html lang="en"/);
      expect(gzipSync(html).length, path).toBeLessThan(MAX_HTML_BYTES);
    }
  });

  it("holds no inline script, style or handler, so that the policy needs no exception", () => {
    for (const { path, page } of pages) {
      expect(page.querySelectorAll("style, [style]").length, path).toBe(0);
      for (const script of page.querySelectorAll("script")) expect(script.getAttribute("src"), path).toMatch(/^\//);
      const attributes = [...page.querySelectorAll("*")].flatMap((element) => element.getAttributeNames());
      expect(attributes.filter((name) => name.startsWith("on")).join(), path).toBe("");
    }
  });

  it("is answered with that policy and for the visitor alone", async () => {
    const answer = await site.get(WEEK);
    expect(answer.headers.get("content-security-policy")).not.toContain("unsafe");
    expect(answer.headers.get("cache-control")).toMatch(/private|no-cache/);
    expect(answer.headers.get("vary")?.toLowerCase()).toContain("cookie");
  });

  it("has one first-level heading, a main landmark, a title of its own, and unique ids", () => {
    for (const { path, page } of pages) {
      expect(page.querySelectorAll("h1").length, path).toBe(1);
      expect(page.querySelectorAll("main").length, path).toBe(1);
      const ids = [...page.querySelectorAll("[id]")].map(({ id }) => id);
      expect(new Set(ids).size, path).toBe(ids.length);
    }
    // "/" and the week it stands for are one page, and so are the standings after two weeks.
    expect(new Set(pages.map(({ page }) => page.title)).size).toBeGreaterThanOrEqual(pages.length - 2);
  });

  it("links only to addresses that are there", async () => {
    const links = pages.flatMap(({ page }) =>
      [...page.querySelectorAll("a[href^='/']")].map((link) => link.getAttribute("href") ?? ""),
    );
    // One in five of several hundred, spread over every kind.
    const sample = [...new Set(links)].sort().filter((_, index) => index % 5 === 0);
    expect(sample.length).toBeGreaterThan(20);
    for (const path of sample) expect((await site.get(path)).status, path).toBe(200);
  });

  it("points within itself only at what is there", () => {
    for (const { path, page } of pages) {
      for (const link of page.querySelectorAll("a[href^='#']")) {
        const id = (link.getAttribute("href") ?? "").slice(1);
        expect(page.getElementById(id), `${path} #${id}`).not.toBeNull();
      }
    }
  });

  it("names every control of its forms", () => {
    for (const { path, page } of pages) {
      for (const control of page.querySelectorAll("select, input:not([type='hidden'])")) {
        expect(textOf(control.closest("label")), path).not.toBe("");
      }
    }
  });
});

describe("the scoreboard", () => {
  it("shows the games of the sides that play, and names the clubs on bye", async () => {
    const page = await site.page(`/?year=${SEASON}&seasonType=2&week=10`);
    const playing = textsOf(page, ".team-name");
    const resting = textsOf(page, ".byes a");
    expect(playing.length + resting.length).toBe(32);
    expect(playing.filter((name) => resting.includes(name))).toEqual([]);
  });

  it("shows records as of the week on display", async () => {
    const records = async (week: number) =>
      textsOf(await site.page(`/?year=${SEASON}&seasonType=2&week=${week}`), ".standings .record");
    for (const record of await records(3)) {
      const games = record.split("-").reduce((sum, part) => sum + Number(part), 0);
      expect(games).toBeLessThanOrEqual(3);
    }
  });

  it("leaves records out of the preseason, where they would be another season's news", async () => {
    const page = await site.page(`/?year=${SEASON}&seasonType=1&week=2`);
    expect(page.querySelectorAll(".tile").length).toBeGreaterThan(0);
    expect(page.querySelectorAll(".tile .record").length).toBe(0);
  });

  it("marks the week that is shown and the one that is on, and leads back to it", async () => {
    const page = await site.page(`/?year=${SEASON}&seasonType=2&week=3`);
    expect(textsOf(page, ".week-strip [aria-current]")).toEqual(["3"]);
    expect(textsOf(page, ".week-strip [data-now]")).toEqual(["11"]);
    const back = [...page.querySelectorAll("a")].find((link) => textOf(link) === "This week");
    expect(back?.getAttribute("href")).toBe(WEEK);
  });
});

describe("times", () => {
  const kickoffs = async (path: string, cookie = "") =>
    textsOf(await site.page(path, cookie === "" ? {} : { cookie }), '[data-state="upcoming"] time.tile-detail');

  it("are in the house's zone, the visitor's by cookie, or the one in the address, in rising order", async () => {
    const [house] = await kickoffs(WEEK);
    const [chosen] = await kickoffs(WEEK, "tz=America%2FNew_York");
    const [named] = await kickoffs(`${WEEK}&tz=UTC`, "tz=America%2FNew_York");
    const hours = [house, chosen, named].map((time) => Number(time?.slice(0, 2)));
    // Helsinki is 7 hours ahead of New York in November, and 2 ahead of UTC.
    expect((Number(hours[0]) - Number(hours[1]) + 24) % 24).toBe(7);
    expect((Number(hours[0]) - Number(hours[2]) + 24) % 24).toBe(2);
  });

  it("pass over a zone that is none", async () => {
    expect(await kickoffs(`${WEEK}&tz=Mars/Olympus`)).toEqual(await kickoffs(WEEK));
    expect(await kickoffs(WEEK, "tz=%3Cscript%3E")).toEqual(await kickoffs(WEEK));
  });

  it("give the league's own on hover", async () => {
    const time = (await site.page(WEEK)).querySelector('[data-state="upcoming"] time');
    expect(time?.getAttribute("title")).toMatch(/EST$/);
  });
});

describe("a game's page", () => {
  it("shows the line score, the clubs and the way back to the week", async () => {
    const page = await site.page(await firstGame("final"));
    expect(textsOf(page, ".line-score thead th")).toEqual(["Team", "Q1", "Q2", "Q3", "Q4", "Total"]);
    const [away, home] = [...page.querySelectorAll(".line-score tbody tr")];
    for (const row of [away, home]) {
      const points = [...(row?.querySelectorAll("td") ?? [])].map((cell) => Number(cell.textContent));
      expect(points.slice(0, -1).reduce((sum, part) => sum + part, 0)).toBe(points.at(-1));
    }
    expect(textsOf(page, ".season-line a")).toEqual(["Week 11"]);
  });

  it("is not found for an id that is none", async () => {
    expect((await site.get("/games/game_0000000000")).status).toBe(404);
  });
});

describe("a club's page", () => {
  it("is found by any spelling, and lists 17 games and a bye in the regular season", async () => {
    for (const name of ["ne", "NE", "nfl:ne", "New%20England%20Patriots"]) {
      const page = await site.page(`/teams/${name}`);
      expect(textsOf(page, "h1")).toEqual(["New England Patriots"]);
      expect(textsOf(page, ".schedule caption")).toContain("Regular Season");
      const regular = [...page.querySelectorAll(".schedule")].find((table) => textOf(table).startsWith("Regular"));
      expect(regular?.querySelectorAll("tbody tr").length).toBe(18);
      expect(textsOf(page, ".bye td")).toEqual(["Bye week"]);
    }
  });

  it("of an unknown name is a page that names the near ones", async () => {
    const answer = await site.get("/teams/Patroits");
    expect(answer.status).toBe(422);
    expect(answer.headers.get("content-type")).toMatch(/^text\/html/);
    expect(textOf((await site.page("/teams/Patroits")).body)).toContain("New England Patriots");
  });
});

describe("the comparison", () => {
  it("adds up to the games it lists", async () => {
    const page = await site.page("/compare?teamA=ne&teamB=nyj");
    const wins = textsOf(page, "#regular ~ .facts dd:not(.fact-note)").map(Number);
    const results = textsOf(page, "#regular ~ .schedule .result").filter((text) => /\d/.test(text));
    expect(wins.reduce((sum, count) => sum + count, 0)).toBe(results.length);
  });

  it.each([
    ["/compare?teamA=ne&teamB=ne", "Two different clubs are needed."],
    ["/compare?teamA=ne&teamB=%3Cb%3E", "No club of the league"],
  ])("%s says what is wrong, in the form", async (path, fault) => {
    const page = await site.page(path);
    expect(textOf(page.querySelector(".fault"))).toContain(fault);
    expect(page.querySelector(".fault b")).toBeNull();
    expect(page.querySelectorAll("select").length).toBeGreaterThan(1);
  });
});

describe("the status page", () => {
  it("tells of reads, games, the database and the event stream", async () => {
    const page = await site.page("/status");
    expect(textOf(page.querySelector(".verdict"))).toBe("Working: ESPN answers");
    expect(page.querySelectorAll(".fetches tbody tr").length).toBeGreaterThan(20);
    expect(textsOf(page, "h2")).toEqual(["NFL feed", "Last reads", "Database", "Event stream"]);
  });
});

describe("age", () => {
  it("is on every page about games, and says why when the feed has gone quiet", async () => {
    const quiet = await createSite();
    try {
      expect(textOf((await quiet.page("/")).querySelector(".freshness"))).toMatch(
        /^As of 21:30, just now, from ESPN\.$/,
      );
      quiet.clock.setWall(new Date("2026-11-22T21:45:00Z"));
      const text = textOf((await quiet.page("/")).querySelector(".freshness"));
      expect(text).toBe("Old. As of 21:30, 2 h ago: nothing newer has been read.");
    } finally {
      await quiet.close();
    }
  });
});

describe("a house that has closed its reads", () => {
  it("asks for a token on pages with data, and shows the others", async () => {
    const closed = await createSite({ collected: false, env: { PUBLIC_READS: "false" } });
    try {
      for (const path of ["/", "/teams", "/status", "/wall"]) expect((await closed.get(path)).status, path).toBe(401);
      const form = (await closed.page("/teams?season=2026")).querySelector("form.sign-in");
      expect(form?.getAttribute("action")).toBe("/sign-in");
      expect(form?.querySelector("[name=next]")?.getAttribute("value")).toBe("/teams?season=2026");
      expect((await closed.get("/problems")).status).toBe(200);
    } finally {
      await closed.close();
    }
  });
});

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Page, textOf, textsOf } from "../support/dom.ts";
import { createSite, SEASON, type Site } from "../support/site.ts";

/*
 * What users of Light Score could rely on, numbered as its own end-to-end expectations are. What needs a real window
 * (1 at every width, 4 and 12 by clicking, 13's overflow and fonts) is in site.browser.test.ts.
 */
let site: Site;
beforeAll(async () => {
  site = await createSite();
});
afterAll(() => site.close());

const REGULAR = "/?seasonType=2";
const HOSTILE = [
  "/?year=invalid",
  "/?week=abc",
  "/?seasonType=invalid",
  "/?year=1800&week=999&seasonType=99",
  "/?year=%00&week=-1&seasonType=2.5&tz=Nowhere%2FAtAll",
];
const bodyText = (page: Page) => textOf(page.body);
const link = (page: Page, name: "Prev" | "Next") => [...page.querySelectorAll("a")].find((a) => textOf(a) === name);
const headings = (page: Page) => textsOf(page, "h2");

describe("1. the brand", () => {
  it.each(["/", REGULAR, "/?seasonType=3&week=1", "/standings", "/teams", "/compare", "/nothing/here"])(
    "is in the title and on the page %s",
    async (path) => {
      const page = await site.page(path);
      expect(page.title).toMatch(/Light Score/);
      expect(textsOf(page, ".brand")).toEqual(["Light Score"]);
    },
  );
});

describe("2. the regular season", () => {
  it("has the headings Live, Games and Standings, the season's name, and no bracket", async () => {
    const page = await site.page(REGULAR);
    expect(headings(page)).toEqual(["Live", "Games", "Standings"]);
    expect(bodyText(page)).toContain("Regular Season");
    expect(bodyText(page)).not.toContain("Playoff Bracket");
  });
});

describe("3. the postseason", () => {
  it("shows the bracket or the standings but not both, and counts weeks beside the round's name", async () => {
    const page = await site.page("/?seasonType=3&week=1");
    const shown = ["Playoff Bracket", "Standings"].filter((name) => headings(page).includes(name));
    expect(shown).toHaveLength(1);
    expect(textsOf(page, "h1")).toEqual(["Wild Card"]);
    expect(bodyText(page)).toContain("Postseason");
    expect(bodyText(page)).toContain("Week 1");
  });

  it("goes on to week 2, and stays in the postseason on both sides of it", async () => {
    const first = await site.page("/?seasonType=3&week=1");
    expect(link(first, "Next")?.getAttribute("href")).toContain("week=2");
    const second = await site.page("/?seasonType=3&week=2");
    for (const name of ["Prev", "Next"] as const) {
      expect(link(second, name)?.getAttribute("href")).toContain("seasonType=3");
    }
  });

  it("reaches the Super Bowl from the conference championships, past the all-star week, and comes back", async () => {
    const conference = await site.page(`/?year=${SEASON}&seasonType=3&week=3`);
    expect(link(conference, "Next")?.getAttribute("href")).toBe(`/?year=${SEASON}&seasonType=3&week=5`);
    const superBowl = await site.page(`/?year=${SEASON}&seasonType=3&week=5`);
    expect(textsOf(superBowl, "h1")).toEqual(["Super Bowl"]);
    expect(link(superBowl, "Prev")?.getAttribute("href")).toBe(`/?year=${SEASON}&seasonType=3&week=3`);
  });
});

describe("4. Prev and Next", () => {
  it("are links that carry year, week and season type", async () => {
    const page = await site.page(REGULAR);
    for (const name of ["Prev", "Next"] as const) {
      expect(link(page, name)?.getAttribute("href")).toMatch(/^\/\?year=\d{4}&seasonType=\d&week=\d+$/);
    }
  });

  it("lead to whole pages and back to where they came from", async () => {
    const start = `/?year=${SEASON}&seasonType=2&week=11`;
    const next = link(await site.page(start), "Next")?.getAttribute("href") ?? "";
    const page = await site.page(next);
    expect(headings(page)).toEqual(["Live", "Games", "Standings"]);
    expect(link(page, "Prev")?.getAttribute("href")).toBe(start);
  });

  it("walk the whole season from the first preseason week to the Super Bowl", async () => {
    let path = `/?year=${SEASON}&seasonType=1&week=1`;
    const visited: string[] = [];
    for (let step = 0; step < 25; step++) {
      visited.push(path);
      path = link(await site.page(path), "Next")?.getAttribute("href") ?? "";
    }
    expect(new Set(visited).size).toBe(25);
    expect(path).toBe(`/?year=${SEASON}&seasonType=3&week=5`);
  });
});

describe("5. labels", () => {
  it.each([REGULAR, "/?seasonType=1&week=1", "/?seasonType=3&week=5"])("of %s name a week and a year", async (path) => {
    const title = textOf((await site.page(path)).querySelector(".week-title"));
    expect(title).toMatch(/week \d+/i);
    expect(title).toMatch(/20\d\d/);
  });
});

describe("6. panels", () => {
  it("have rows, or say that there are none", async () => {
    for (const path of [REGULAR, "/?seasonType=3&week=5", "/?year=2027&seasonType=2&week=1"]) {
      for (const panel of (await site.page(path)).querySelectorAll(".panel")) {
        const rows = panel.querySelectorAll(".tile, tbody tr").length;
        if (rows > 0) continue;
        expect(textsOf(panel, ".empty"), `${path} ${textOf(panel.querySelector("h2"))}`).toEqual([
          expect.stringMatching(/^No (live games|games|standings available)/),
        ]);
      }
    }
  });

  it("of an empty house say so", async () => {
    const empty = await createSite({ collected: false });
    try {
      const page = await empty.page(REGULAR);
      expect(textsOf(page, ".live-panel .empty")).toEqual(["No live games"]);
      expect(textsOf(page, ".empty")).toContain("No games");
      expect(textOf(page.querySelector(".freshness"))).toBe("Nothing has been collected yet.");
    } finally {
      await empty.close();
    }
  });
});

describe("7. rows", () => {
  it("of live games have two teams and a score or a live status", async () => {
    const rows = [...(await site.page(REGULAR)).querySelectorAll(".tiles-live .tile")];
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      expect(row.querySelectorAll(".team")).toHaveLength(2);
      expect(textsOf(row, ".score").every((score) => /^\d+$/.test(score))).toBe(true);
      expect(textOf(row.querySelector(".tile-status"))).toMatch(/Live|Delayed|Suspended/);
    }
  });

  it("of other games have two teams and a final or upcoming status", async () => {
    const rows = [...(await site.page(REGULAR)).querySelectorAll(".days .tile")];
    expect(rows.length).toBeGreaterThan(3);
    for (const row of rows) {
      expect(row.querySelectorAll(".team")).toHaveLength(2);
      expect(textOf(row.querySelector(".tile-word"))).toMatch(/^(Final|Tie|Kickoff|Postponed|Canceled)$/);
    }
  });
});

describe("8. upcoming games", () => {
  it("say when, or that it is not known", async () => {
    const page = await site.page(`/?year=${SEASON}&seasonType=2&week=12`);
    const times = textsOf(page, '[data-state="upcoming"] .tile-detail');
    expect(times.length).toBeGreaterThan(3);
    for (const time of times) expect(time).toMatch(/^(\d\d:\d\d|TBD)$/);
  });
});

describe("9. records", () => {
  it("read as wins, losses and ties, with wins and losses apart, in at least two divisions", async () => {
    const page = await site.page(REGULAR);
    const records = [...page.querySelectorAll(".standings .record")];
    expect(records).toHaveLength(32);
    for (const record of records) {
      expect((record.textContent ?? "").replace(/\s/g, "")).toMatch(/^\d+-\d+(-\d+)?$/);
      expect(record.querySelectorAll(".wins, .losses")).toHaveLength(2);
    }
    expect(page.querySelectorAll(".standings caption").length).toBe(8);
  });
});

describe("10. bad parameters", () => {
  it.each(HOSTILE)("%s still gives the whole page", async (path) => {
    const answer = await site.get(path);
    expect(answer.status).toBe(200);
    const page = await site.page(path);
    expect(headings(page)).toEqual(["Live", "Games", "Standings"]);
    expect(link(page, "Prev")).toBeDefined();
    expect(link(page, "Next")).toBeDefined();
    expect(bodyText(page)).not.toContain("Could not retrieve data from backend");
  });
});

describe("11. words that no reader should see", () => {
  const paths = ["/", REGULAR, "/?seasonType=3&week=1", "/?seasonType=1&week=1", "/standings", "/teams", "/teams/ne"];
  it.each([...paths, "/status", ...HOSTILE])("are not on %s", async (path) => {
    const text = bodyText(await site.page(path)).toLowerCase();
    for (const word of ["error occurred", "something went wrong", "internal server error", "undefined", "null"]) {
      expect(text).not.toContain(word);
    }
    expect(text).not.toMatch(/\bnan\b/);
  });
});

describe("12. without JavaScript", () => {
  it("the page has the brand, both links and every game, and no script in it", async () => {
    const page = await site.page(REGULAR);
    expect(textsOf(page, ".brand")).toEqual(["Light Score"]);
    expect(link(page, "Prev")?.getAttribute("href")).toBeTruthy();
    expect(link(page, "Next")?.getAttribute("href")).toBeTruthy();
    expect(page.querySelectorAll(".tile").length).toBeGreaterThan(10);
    for (const script of page.querySelectorAll("script")) expect(script.textContent).toBe("");
  });
});

describe("13. structure", () => {
  it("has three second-level headings, levels that do not spread, and names for what is not text", async () => {
    const page = await site.page(REGULAR);
    expect(headings(page).length).toBeGreaterThanOrEqual(3);
    const levels = [...page.querySelectorAll("h1, h2, h3, h4, h5, h6")].map(({ tagName }) => Number(tagName[1]));
    expect(Math.max(...levels) - Math.min(...levels)).toBeLessThanOrEqual(3);
    expect(page.querySelectorAll('[aria-label*="Teams"]').length).toBeGreaterThan(10);
    expect(page.querySelectorAll('[aria-label*="Record"]').length).toBeGreaterThan(30);
    expect(page.querySelector('nav[aria-label="Week navigation"]')).not.toBeNull();
  });

  it("labels a record in words", async () => {
    const record = (await site.page(REGULAR)).querySelector(".standings .record");
    expect(record?.getAttribute("aria-label")).toMatch(/^Record \d+ wins, \d+ losses, \d+ ties$/);
  });
});

describe("14. answers", () => {
  it("are pages with something to read, of the NFL, also for addresses that are not there", async () => {
    const home = await site.get("/");
    expect(home.status).toBeLessThan(400);
    expect(bodyText(await site.page("/")).length).toBeGreaterThan(50);
    expect((await site.page("/")).title).toContain("NFL");
    const unknown = await site.get("/nothing/here");
    expect(unknown.status).toBe(404);
    expect(bodyText(await site.page("/nothing/here"))).toContain("Nothing is stored under this address");
  });
});

describe("15. the old API beside the pages", () => {
  const data = async (path: string) => (await site.app.request(path)).json() as Promise<unknown[]>;

  it("answers programs under the addresses that are pages for browsers", async () => {
    const [game] = await data("/games/weekly");
    expect(game).toMatchObject({ team_a: expect.any(String), team_b: expect.any(String), status: expect.any(String) });
    expect(await data("/games/weekly/context")).toMatchObject({ year: SEASON, week: 11, seasonType: 2 });
    expect(await data("/standings")).toHaveLength(32);
    expect(await data("/teams")).toHaveLength(32);
  });

  it.each(["/standings", "/teams"])("keeps the two answers of %s apart, whoever asks first", async (path) => {
    for (const accept of ["application/json", "text/html", "*/*", "text/html"]) {
      const answer = await site.app.request(path, { headers: { accept } });
      const isPage = accept === "text/html";
      expect(answer.headers.get("content-type")).toMatch(isPage ? /^text\/html/ : /^application\/json/);
      expect(answer.headers.get("vary")?.toLowerCase().split(/, */)).toContain("accept");
    }
  });
});

describe("16 and 17. the league in full", () => {
  it("shows 32 clubs in eight named divisions, KC, BUF and PHI among them", async () => {
    const page = await site.page("/teams");
    expect(textsOf(page, ".team-code")).toEqual(expect.arrayContaining(["KC", "BUF", "PHI"]));
    expect(textsOf(page, ".team-code")).toHaveLength(32);
    expect(headings(page)).toEqual(
      ["AFC", "NFC"].flatMap((name) => ["East", "North", "South", "West"].map((side) => `${name} ${side}`)),
    );
  });
});

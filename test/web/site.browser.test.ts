import { mkdirSync } from "node:fs";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { hasChromium, launchChromium, startDemo } from "../support/browser.ts";
import { until } from "../support/until.ts";

/** Evaluates an expression in the page; as text, because tests are not type-checked against a browser. */
const inPage = <T>(page: Page, expression: string) => page.evaluate(expression) as Promise<T>;

const SCREENSHOTS = "dist/screenshots";
const EXPECTED_WIDTHS = [320, 375, 768, 1280, 1920, 3000];
const PAGES = [
  "/",
  "/standings",
  "/teams",
  "/teams/ne",
  "/compare?teamA=ne&teamB=nyj",
  "/status",
  "/docs",
  "/wall",
  "/no",
];

describe.skipIf(!hasChromium)("in a browser", () => {
  let browser: Browser;
  let demo: Awaited<ReturnType<typeof startDemo>>;

  beforeAll(async () => {
    demo = await startDemo();
    browser = await launchChromium();
    mkdirSync(SCREENSHOTS, { recursive: true });
    // The first week is read at once; the pages are worth looking at from then on.
    await until(async () => (await weekPage()).includes("tiles-live"), "live games on the page", 60_000);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  const weekPage = async () => (await fetch(demo.url + demo.weekPath)).text();

  /** Opens a page in a context of its own; what the browser complains of fails the test. */
  async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await browser.newContext({ baseURL: demo.url, reducedMotion: "reduce", ...options });
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("console", (message) => {
      const expected = message.text().includes("404") || message.text().includes("ERR_FAILED");
      if (message.type() === "error" && !expected) complaints.push(message.text());
    });
    onTestFinished(async () => {
      await context.close();
      expect(complaints).toEqual([]);
    });
    await page.goto(path);
    return page;
  }

  const countAfterReload = async (page: Page, selector: string) => {
    await page.reload();
    return page.locator(selector).count();
  };
  const overflowOf = (page: Page) => inPage<number>(page, "document.documentElement.scrollWidth - innerWidth");
  const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search;
  /** A game that is on, by its page's path. */
  const liveGamePath = async (page: Page) =>
    (await page.locator(".tiles-live .tile-status").first().getAttribute("href")) ?? "";

  describe("the look", () => {
    it.each([320, 768, 1280].flatMap((width) => (["dark", "light"] as const).map((scheme) => ({ width, scheme }))))(
      "fits $width px, $scheme, on every page",
      async ({ width, scheme }) => {
        const page = await open(demo.weekPath, { viewport: { width, height: 900 }, colorScheme: scheme });
        for (const path of [...PAGES, demo.weekPath, await liveGamePath(page)]) {
          await page.goto(path);
          expect(await overflowOf(page), path).toBeLessThanOrEqual(0);
          const kind = path.startsWith("/games/") ? "game" : path;
          const name = path === demo.weekPath ? "week" : kind.replace(/[^a-z]+/gi, "-").replace(/^-|-$/g, "") || "home";
          await page.screenshot({ path: `${SCREENSHOTS}/${name}-${width}-${scheme}.png`, fullPage: true });
        }
      },
    );

    it("shows the brand at every width, and never scrolls sideways (expectations 1 and 13)", async () => {
      const page = await open("/?seasonType=2");
      for (const width of [1, ...EXPECTED_WIDTHS]) {
        await page.setViewportSize({ width, height: 700 });
        expect(await page.getByText("Light Score", { exact: true }).isVisible(), `${width} px`).toBe(true);
        if (width > 1) expect(await overflowOf(page), `${width} px`).toBeLessThanOrEqual(0);
      }
    });

    it("sets figures in a face that falls back to monospace (expectation 13)", async () => {
      const page = await open("/?seasonType=2");
      const family = await inPage<string>(page, "getComputedStyle(document.querySelector('.board')).fontFamily");
      expect(family).toMatch(/Barlow Condensed.*monospace/);
      expect(await inPage(page, `document.fonts.check('600 16px "Barlow Condensed"')`)).toBe(true);
    });

    it("asks no other origin for anything", async () => {
      const page = await open(demo.weekPath);
      const foreign: string[] = [];
      page.on("request", (request) => {
        if (!request.url().startsWith(demo.url)) foreign.push(request.url());
      });
      for (const path of [...PAGES, demo.weekPath, await liveGamePath(page)]) await page.goto(path);
      expect(foreign).toEqual([]);
    });
  });

  describe("by keyboard (expectation 4)", () => {
    it("goes to the content first, then reaches Prev and Next, and Enter follows them", async () => {
      const page = await open("/?year=2026&seasonType=2&week=5");
      await page.keyboard.press("Tab");
      expect(await inPage(page, "document.activeElement.textContent")).toBe("Skip to content");
      const names: string[] = [];
      for (let press = 0; press < 40 && !names.includes("Next"); press++) {
        await page.keyboard.press("Tab");
        names.push(await inPage(page, "document.activeElement.textContent.trim()"));
      }
      expect(names).toContain("Prev");
      await page.keyboard.press("Enter");
      await page.waitForURL("**week=6");
      await page.goBack();
      expect(pathOf(page)).toBe("/?year=2026&seasonType=2&week=5");
      await page.goForward();
      expect(pathOf(page)).toBe("/?year=2026&seasonType=2&week=6");
    });
  });

  describe("without JavaScript (expectation 12)", () => {
    it("shows the games and steps through the weeks", async () => {
      const page = await open("/?year=2026&seasonType=2&week=5", { javaScriptEnabled: false });
      expect(await page.locator(".tile").count()).toBeGreaterThan(10);
      await page.getByRole("link", { name: "Next", exact: true }).click();
      expect(pathOf(page)).toBe("/?year=2026&seasonType=2&week=6");
      expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Week 6");
    });

    it("changes season, theme and zone by plain forms", async () => {
      const page = await open("/", { javaScriptEnabled: false });
      await page.locator(".display summary").click();
      await page.getByLabel("Light").check();
      await page.getByLabel("Time zone").selectOption("America/New_York");
      await page.getByRole("button", { name: "Apply" }).click();
      expect(await page.locator("html").getAttribute("data-theme")).toBe("light");
      expect(await page.locator(".display summary").textContent()).toContain("New York");
    });

    it("has the whole table where a chart would be", async () => {
      const home = await open(demo.weekPath);
      const path = await liveGamePath(home);
      const page = await open(path, { javaScriptEnabled: false });
      await expect.poll(() => countAfterReload(page, ".chart tbody tr"), { timeout: 30_000 }).toBeGreaterThan(1);
      expect(await page.locator(".chart table").isVisible()).toBe(true);
    });
  });

  describe("choices", () => {
    it("of a theme take effect at once and are the server's on the next page", async () => {
      const page = await open("/", { colorScheme: "dark" });
      const background = () => inPage(page, "getComputedStyle(document.documentElement).backgroundColor");
      const dark = await background();
      await page.locator(".display summary").click();
      await page.getByLabel("Light").check();
      const light = await background();
      expect(light).not.toBe(dark);
      const answer = await page.goto("/teams");
      expect(await answer?.text()).toContain('data-theme="light"');
      expect(await background()).toBe(light);
    });

    it("of a zone move the times, and win over the one in the address", async () => {
      const page = await open("/?tz=Asia/Tokyo");
      expect(await page.locator(".display summary").textContent()).toContain("Tokyo");
      await page.locator(".display summary").click();
      await page.getByLabel("Time zone").selectOption("America/New_York");
      await page.waitForURL((url) => !url.searchParams.has("tz"));
      expect(await page.locator(".display summary").textContent()).toContain("New York");
    });
  });

  describe("live", () => {
    const scores = (page: Page) => page.locator(".tiles-live").allTextContents();

    it("changes scores in place, without loading the page again, and flips the number that changed", async () => {
      const page = await open(demo.weekPath);
      await inPage(
        page,
        `document.documentElement.dataset.loaded = "once";
        window.flipped = [];
        new MutationObserver(() => {
          for (const score of document.querySelectorAll(".score[data-flip]")) flipped.push(score.textContent);
        }).observe(document.getElementById("board"), { childList: true, subtree: true, attributes: true });`,
      );
      const before = await scores(page);
      await expect.poll(() => scores(page), { timeout: 45_000, interval: 250 }).not.toEqual(before);
      await expect.poll(() => inPage<number>(page, "flipped.length"), { timeout: 45_000 }).toBeGreaterThan(0);
      expect(await page.locator("html").getAttribute("data-loaded")).toBe("once");
    });

    it("asks every 30 seconds where the event stream does not get through", async () => {
      const page = await open("/no");
      await page.route("**/api/v1/events*", (route) => route.abort());
      await page.clock.install();
      await page.goto("/");
      let asked = 0;
      page.on("request", (request) => {
        if (request.url().includes("/api/v1/scores/nfl/games?")) asked++;
      });
      const askedAfter = async (ms: number) => {
        await page.clock.runFor(ms);
        return asked;
      };
      // The stream has failed by the time that the first reading is asked for.
      await expect.poll(() => askedAfter(1_000), { timeout: 50_000 }).toBe(1);
      expect(await askedAfter(28_000)).toBe(1);
      await expect.poll(() => askedAfter(1_000), { timeout: 10_000 }).toBe(2);
    });

    it("draws the course of a game, which arrow keys read out", async () => {
      const page = await open(demo.weekPath);
      await page.goto(await liveGamePath(page));
      await expect
        .poll(() => countAfterReload(page, ".chart-plot canvas"), {
          timeout: 40_000,
          interval: 1_000,
        })
        .toBe(1);
      expect(await page.locator(".chart table").isVisible()).toBe(false);
      await page.locator(".chart-plot").focus();
      await page.keyboard.press("Home");
      expect(await page.locator(".chart-readout").textContent()).toMatch(/^(Kickoff|First seen): .+ \d+, .+ \d+$/);
      await page.keyboard.press("ArrowRight");
      expect(await page.locator(".chart-readout").textContent()).toMatch(/^(Q|OT|Score)/);
    });
  });

  describe("the wall", () => {
    it("shows one board at a time, in turn", async () => {
      const page = await open("/no");
      await page.clock.install();
      await page.goto("/wall?boards=scores,race");
      const shown = () => page.locator(".wall-board:visible h2").allTextContents();
      const first = await shown();
      expect(first).toHaveLength(1);
      const boards = await page.locator(".wall-board").count();
      for (let turn = 1; turn < boards; turn++) await page.clock.runFor(15_000);
      expect(await shown()).toEqual(["Division leads"]);
      await page.clock.runFor(15_000);
      expect(await shown()).toEqual(first);
    });

    it("moves a little every minute", async () => {
      const page = await open("/no");
      await page.clock.install();
      await page.goto("/wall");
      const left = () => inPage(page, "getComputedStyle(document.getElementById('wall')).translate");
      const before = await left();
      await page.clock.runFor(60_000);
      expect(await left()).not.toBe(before);
    });

    it("keeps its picture while the server is away, and goes on by itself when it is back", async () => {
      const page = await open("/no");
      await page.clock.install();
      await page.goto("/wall");
      const mark = () => page.locator("#wall").evaluate((wall) => wall.setAttribute("data-old", ""));
      const isOld = () => page.locator("#wall[data-old]").count();
      await mark();
      await page.route("**/*", (route) => route.abort());
      await page.clock.runFor(120_000);
      expect(await isOld()).toBe(1);
      expect(await page.locator(".wall-board:visible").count()).toBe(1);
      await page.unroute("**/*");
      await page.clock.runFor(61_000);
      await expect.poll(isOld, { timeout: 20_000 }).toBe(0);
      expect(await page.locator(".wall-board:visible").count()).toBe(1);
    });
  });
});

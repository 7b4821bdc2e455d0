import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { localPath } from "../../src/platform/http/local-path.ts";
import { zoneOf } from "../../src/web/visitor.ts";
import { createSite, type Site } from "../support/site.ts";

let site: Site;
beforeAll(async () => {
  site = await createSite({ collected: false });
});
afterAll(() => site.close());

const choose = (fields: Record<string, string>) =>
  site.app.request("/preferences", { method: "POST", body: new URLSearchParams(fields) });

describe("choosing theme and zone without JavaScript", () => {
  it("remembers both in cookies and goes back to the page", async () => {
    const answer = await choose({ theme: "light", timeZone: "America/New_York", back: "/teams?season=2025" });
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe("/teams?season=2025");
    expect(answer.headers.getSetCookie()).toEqual([
      expect.stringMatching(/^theme=light; Max-Age=31536000; Path=\/; SameSite=Lax$/),
      expect.stringMatching(/^tz=America%2FNew_York; /),
    ]);
  });

  it("drops a zone from the address, which would win over the chosen one", async () => {
    const answer = await choose({ timeZone: "UTC", back: "/?year=2025&tz=Asia%2FTokyo&week=3" });
    expect(answer.headers.get("location")).toBe("/?year=2025&week=3");
  });

  it("keeps nothing that it does not know", async () => {
    const answer = await choose({ theme: "neon", timeZone: "Nowhere/AtAll", back: "//elsewhere.example" });
    expect(answer.headers.getSetCookie()).toEqual([expect.stringMatching(/^theme=auto;/)]);
    expect(answer.headers.get("location")).toBe("/");
  });
});

describe("a form that cannot be read", () => {
  it.each([
    ["without a boundary", "multipart/form-data"],
    ["that is no form", "multipart/form-data; boundary=a"],
  ])("is refused: %s", async (_, type) => {
    const headers = { "content-type": type };
    expect((await site.app.request("/preferences", { method: "POST", body: "x", headers })).status).toBe(400);
  });

  it("leads home when it names no place to go back to", async () => {
    for (const back of ["/\0", "/\u2603"]) {
      expect((await choose({ theme: "dark", back })).headers.get("location")).toBe("/");
    }
    expect((await choose({ theme: "dark" })).headers.get("location")).toBe("/");
  });
});

describe("the theme", () => {
  const themeFor = async (cookie: string) =>
    (await site.page("/", { cookie })).documentElement.getAttribute("data-theme");

  it("is set by the server from the cookie, so the page never flashes", async () => {
    expect(await themeFor("theme=light")).toBe("light");
    expect(await themeFor("theme=dark")).toBe("dark");
  });

  it("follows the system otherwise", async () => {
    expect(await themeFor("theme=auto")).toBeNull();
    expect(await themeFor("theme=%22%3E%3Cscript%3E")).toBeNull();
    expect(await themeFor("other=1")).toBeNull();
  });

  it("is part of what a cached page is known by", async () => {
    const [light, dark, again] = [
      await themeFor("theme=light"),
      await themeFor("theme=dark"),
      await themeFor("theme=light"),
    ];
    expect([light, dark, again]).toEqual(["light", "dark", "light"]);
  });
});

describe("a path to go back to", () => {
  it("stays on this server whatever it is", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.webUrl(),
          fc.webPath().map((path) => `/${path}`),
        ),
        (text) => {
          const url = new URL(localPath(text), "http://house.test");
          expect(url.host).toBe("house.test");
        },
      ),
    );
  });

  it.each([
    "//elsewhere.example",
    "/\\elsewhere.example",
    "https://elsewhere.example",
    "javascript:alert(1)",
    "/\0",
    "/a b",
    "/\u2603",
    "",
  ])("is the home page instead of %s", (text) => {
    expect(localPath(text)).toBe("/");
  });
});

describe("a zone from outside", () => {
  it("is one that this server knows, or none", () => {
    expect(zoneOf("Europe/Helsinki")).toBe("Europe/Helsinki");
    for (const text of ["+02:00", "", "Europe", "a".repeat(65), undefined]) expect(zoneOf(text)).toBeUndefined();
  });
});

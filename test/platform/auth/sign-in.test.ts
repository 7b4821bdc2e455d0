import { describe, expect, it } from "vitest";
import { parseSession, signSession, verifySession } from "../../../src/platform/http/session-cookie.ts";
import { ADMIN, setUpAuth } from "./auth-harness.ts";

const DAY = 86_400_000;

type App = Awaited<ReturnType<typeof setUpAuth>>["app"];

const submit = (app: App, path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  app.request(path, { method: "POST", body: new URLSearchParams(fields), headers });

/** Signs in and answers the cookie as a browser would send it. */
async function signIn(app: App, token: string): Promise<string> {
  const response = await submit(app, "/sign-in", { token });
  expect(response.status).toBe(303);
  return response.headers.get("set-cookie")?.split(";", 1)[0] ?? "";
}

describe("signing in", () => {
  it("sets a cookie that scripts cannot read and other sites cannot send, and leads on", async () => {
    const { app, create } = await setUpAuth({ PUBLIC_READS: "false" });
    const { token, text } = await create(["read"]);
    const response = await submit(app, "/sign-in", { token: ` ${text} `, next: "/scores?week=3" });
    expect(response.status).toBe(303);
    expect(response.headers.get("location")).toBe("/scores?week=3");
    const cookie = response.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Strict/);
    expect(cookie).toMatch(/; Path=\//);
    expect(cookie).not.toMatch(/Secure/);
    expect(cookie).toContain(token.id);
    expect(cookie).not.toContain(text);
  });

  it("keeps the cookie to TLS where the visitor came by TLS", async () => {
    const { app } = await setUpAuth();
    const response = await submit(app, "/sign-in", { token: ADMIN }, { "x-forwarded-proto": "https" });
    expect(response.headers.get("set-cookie")).toMatch(/; Secure/);
  });

  it("opens reads, as a class of viewers of its own", async () => {
    const { app, create } = await setUpAuth({ PUBLIC_READS: "false" });
    const { token, text } = await create(["read"]);
    const cookie = await signIn(app, text);
    const response = await app.request("/api/v1/data", { headers: { cookie } });
    expect(await response.json()).toEqual({ viewer: `session:${token.id}` });
    expect((await app.request("/api/v1/data")).status).toBe(401);
  });

  it("as administrator opens reads too", async () => {
    const { app } = await setUpAuth({ PUBLIC_READS: "false" });
    const cookie = await signIn(app, ADMIN);
    expect((await app.request("/api/v1/data", { headers: { cookie } })).status).toBe(200);
  });

  it.each(["nonsense", "", `grt_${"A".repeat(43)}`])("is refused with the token %j", async (token) => {
    const { app } = await setUpAuth();
    const response = await submit(app, "/sign-in", { token });
    expect(response.status).toBe(401);
    expect(response.headers.get("set-cookie")).toBeNull();
  });

  it("is refused with a token that may not read", async () => {
    const { app, create } = await setUpAuth();
    expect((await submit(app, "/sign-in", { token: (await create(["ingest"])).text })).status).toBe(401);
  });

  it.each([
    "https://evil.example/",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "javascript:alert(1)",
    "/a\r\nb: c",
  ])("leads home rather than to %j", async (next) => {
    const { app } = await setUpAuth();
    expect((await submit(app, "/sign-in", { token: ADMIN, next })).headers.get("location")).toBe("/");
  });

  it.each(["cross-site", "same-site"])("is refused to a form on a page that is %s", async (site) => {
    const { app } = await setUpAuth();
    for (const path of ["/sign-in", "/sign-out"]) {
      const response = await submit(app, path, { token: ADMIN }, { "sec-fetch-site": site });
      expect(response.status).toBe(403);
      expect(response.headers.get("set-cookie")).toBeNull();
    }
    expect((await submit(app, "/sign-in", { token: ADMIN }, { "sec-fetch-site": "same-origin" })).status).toBe(303);
  });

  it("ends by signing out", async () => {
    const { app } = await setUpAuth();
    const response = await submit(app, "/sign-out", { next: "/" });
    expect(response.status).toBe(303);
    expect(response.headers.get("set-cookie")).toMatch(/^gameroom_session=; Max-Age=0/);
  });
});

describe("the cookie", () => {
  it("authorises no write, whatever its token may do", async () => {
    const { app } = await setUpAuth();
    const cookie = await signIn(app, ADMIN);
    for (const [method, path] of [
      ["POST", "/api/v1/data"],
      ["POST", "/api/v1/tokens"],
      ["DELETE", "/api/v1/tokens/tok_x"],
    ] as const) {
      expect((await app.request(path, { method, headers: { cookie } })).status).toBe(401);
    }
  });

  it("shows nothing that needs more than the scope read", async () => {
    const { app } = await setUpAuth();
    const cookie = await signIn(app, ADMIN);
    expect((await app.request("/api/v1/tokens", { headers: { cookie } })).status).toBe(403);
  });

  it("is no bearer token", async () => {
    const { app } = await setUpAuth();
    const value = (await signIn(app, ADMIN)).split("=")[1] ?? "";
    expect((await app.request("/api/v1/open", { headers: { authorization: `Bearer ${value}` } })).status).toBe(401);
  });

  it("ends with its token, at once", async () => {
    const { app, create, tokens } = await setUpAuth({ PUBLIC_READS: "false" });
    const { token, text } = await create(["read"]);
    const cookie = await signIn(app, text);
    expect((await app.request("/api/v1/data", { headers: { cookie } })).status).toBe(200);
    await tokens.revoke(token.id, { actor: "cli" });
    expect((await app.request("/api/v1/data", { headers: { cookie } })).status).toBe(401);
  });

  it("ends after 30 days", async () => {
    const { app, clock } = await setUpAuth({ PUBLIC_READS: "false" });
    const cookie = await signIn(app, ADMIN);
    await clock.advance(30 * DAY - 1_000);
    expect((await app.request("/api/v1/data", { headers: { cookie } })).status).toBe(200);
    await clock.advance(1_000);
    expect((await app.request("/api/v1/data", { headers: { cookie } })).status).toBe(401);
  });

  it("that is not valid makes a visitor the public, not an error", async () => {
    const { app } = await setUpAuth();
    const response = await app.request("/api/v1/open", { headers: { cookie: "gameroom_session=admin.1.x" } });
    expect(await response.json()).toMatchObject({ viewer: "public" });
  });

  it("cannot be changed in any character and still hold", () => {
    const sha256 = "ab".repeat(32);
    const now = new Date("2026-09-13T17:00:00Z");
    const value = signSession("tok_00000000000000000000", sha256, new Date(now.getTime() + DAY));
    expect(verifySession(parseSession(value)!, sha256, now)).toBe(true);
    expect(verifySession(parseSession(value)!, "cd".repeat(32), now)).toBe(false);
    const characters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.=";
    for (let at = 0; at < value.length; at++) {
      for (const character of characters.replace(value[at]!, "")) {
        const claim = parseSession(value.slice(0, at) + character + value.slice(at + 1));
        if (claim !== undefined && verifySession(claim, sha256, now)) expect.fail(`${character} at ${at} still holds`);
      }
    }
  });
});

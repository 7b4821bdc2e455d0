import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config.ts";
import { auditContextOf, requireScope } from "../../../src/platform/http/auth.ts";
import type { Scope } from "../../../src/platform/http/scopes.ts";
import { createTokenService } from "../../../src/platform/http/tokens.service.ts";
import { apiTokensTable } from "../../../src/platform/http/tokens.tables.ts";
import { createLogger } from "../../../src/platform/log.ts";
import { systemRandom } from "../../../src/platform/random.ts";
import { openTestDatabaseAt } from "../../support/open-test-database.ts";
import { until } from "../../support/until.ts";
import { ADMIN, setUpAuth } from "./auth-harness.ts";

describe("a request", () => {
  it("without a token is the public", async () => {
    const { request } = await setUpAuth();
    expect(await (await request("/api/v1/open")).json()).toEqual({ actor: { kind: "public" }, viewer: "public" });
  });

  it("with a token is that token's, in a class of its own for the cache", async () => {
    const { request, create } = await setUpAuth();
    const { token, text } = await create(["read", "ingest"], "Importer");
    expect(text).toMatch(/^grt_[A-Za-z0-9_-]{43}$/);
    expect(token.id).toMatch(/^tok_/);
    expect(await (await request("/api/v1/open", text)).json()).toEqual({
      actor: { kind: "token", id: token.id, name: "Importer", scopes: ["read", "ingest"] },
      viewer: `token:${token.id}`,
    });
  });

  it("with the token of the environment is the admin's, without touching the store", async () => {
    const { request, database } = await setUpAuth();
    await database.write(async (tx) => {
      await tx.run("drop table api_tokens");
    });
    const response = await request("/api/v1/open", ADMIN);
    expect(await response.json()).toEqual({ actor: { kind: "admin" }, viewer: "admin" });
  });

  it.each([
    ["unknown", `grt_${"A".repeat(43)}`],
    ["of no known form", "letmein"],
    ["empty", ""],
    ["almost the admin's", `${ADMIN}x`],
  ])("with a token that is %s is refused even where no token is needed", async (_, token) => {
    const { request } = await setUpAuth();
    const response = await request("/api/v1/open", token);
    expect(response.status).toBe(401);
    expect(response.headers.get("www-authenticate")).toContain("Bearer");
    const body = await response.text();
    expect(JSON.parse(body)).toMatchObject({ code: "unauthorized" });
    if (token !== "") expect(body).not.toContain(token);
  });

  it("with another scheme, such as a proxy's own, is the public", async () => {
    const { app } = await setUpAuth();
    const response = await app.request("/api/v1/open", { headers: { authorization: "Basic dXNlcjpwYXNz" } });
    expect(await response.json()).toMatchObject({ viewer: "public" });
  });

  it("does not care how the scheme is spelled", async () => {
    const { app } = await setUpAuth();
    const response = await app.request("/api/v1/open", { headers: { authorization: `bearer  ${ADMIN}` } });
    expect(await response.json()).toMatchObject({ viewer: "admin" });
  });

  it("with an empty admin token configured lets nobody in by an empty bearer", async () => {
    const { request } = await setUpAuth({ ADMIN_TOKEN: "" });
    expect((await request("/api/v1/open", "")).status).toBe(401);
    expect((await request("/api/v1/open", ADMIN)).status).toBe(401);
  });
});

describe("revoking a token", () => {
  it("closes it at once, also when another process does it and the token was just in use", async () => {
    const { request, create, database, clock } = await setUpAuth();
    const { token, text } = await create(["read"]);
    for (let i = 0; i < 3; i++) expect((await request("/api/v1/open", text)).status).toBe(200);
    const elsewhere = createTokenService({
      config: parseConfig({}),
      database: await openTestDatabaseAt(database.path!),
      clock,
      random: systemRandom,
      log: createLogger("silent"),
    });
    await elsewhere.revoke(token.id, { actor: "cli" });
    expect((await request("/api/v1/open", text)).status).toBe(401);
  });
});

describe("the time of last use", () => {
  it("is noted at most once a minute", async () => {
    const { request, create, database, clock } = await setUpAuth();
    const { token, text } = await create(["read"]);
    const lastUsedAt = async () =>
      (await database.db.select().from(apiTokensTable).where(eq(apiTokensTable.id, token.id)))[0]!.lastUsedAt;
    const first = clock.now();
    await request("/api/v1/open", text);
    await until(async () => (await lastUsedAt()) !== null, "first use");
    await clock.advance(59_000);
    const commits = database.stats().commits;
    await request("/api/v1/open", text);
    await clock.advance(1_000);
    expect([await lastUsedAt(), database.stats().commits]).toEqual([first, commits]);
    await request("/api/v1/open", text);
    await until(async () => (await lastUsedAt())?.getTime() === first.getTime() + 60_000, "use a minute later");
  });

  it("keeps no answer waiting: a request is answered while the writer is taken", async () => {
    const { request, create, database } = await setUpAuth();
    const { text } = await create(["read"]);
    let release: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const taken = database.write(() => held);
    expect((await request("/api/v1/open", text)).status).toBe(200);
    release();
    await taken;
  });

  it("failing to be noted is nobody's concern", async () => {
    const { request, create, database } = await setUpAuth();
    const { text } = await create(["read"]);
    await database.write(async (tx) => {
      await tx.run("create trigger no_use before update on api_tokens begin select raise(abort, 'no'); end");
    });
    expect((await request("/api/v1/open", text)).status).toBe(200);
    expect((await request("/api/v1/open", text)).status).toBe(200);
  });
});

describe("a guarded address", () => {
  const statuses: [Scope[] | "public" | "admin", number][] = [
    ["public", 401],
    [["read"], 403],
    [["webhooks:write", "home:write"], 403],
    [["ingest"], 200],
    [["admin"], 200],
    ["admin", 200],
  ];
  it.each(statuses)("that needs the scope ingest answers %j with %d", async (who, status) => {
    const { request, create } = await setUpAuth();
    const token = who === "public" ? undefined : who === "admin" ? ADMIN : (await create(who)).text;
    expect((await request("/api/v1/data", token, { method: "POST" })).status).toBe(status);
  });

  it("says which scope it needs", async () => {
    const { request, create } = await setUpAuth();
    const { text } = await create(["read"]);
    const response = await request("/api/v1/data", text, { method: "POST" });
    expect(await response.json()).toMatchObject({
      code: "forbidden",
      detail: "The token does not have the scope ingest.",
    });
  });

  it("tells services on whose behalf it acts", async () => {
    const { app, request, create } = await setUpAuth();
    app.post("/api/v1/who", requireScope("ingest"), (c) => c.json(auditContextOf(c)));
    const { token, text } = await create(["ingest"]);
    const headers = { "x-request-id": "r-1" };
    const asked = async (as: string) => (await request("/api/v1/who", as, { method: "POST", headers })).json();
    expect(await asked(text)).toEqual({ actor: `token:${token.id}`, requestId: "r-1" });
    expect(await asked(ADMIN)).toEqual({ actor: "admin", requestId: "r-1" });
  });
});

describe("reads of collected data", () => {
  it("are open to all by default", async () => {
    const { request } = await setUpAuth();
    expect((await request("/api/v1/data")).status).toBe(200);
  });

  it("need the scope read once the house has closed them, and the cache lets nobody past", async () => {
    const { request, create, reads } = await setUpAuth({ PUBLIC_READS: "false" });
    const [reader, writer] = [await create(["read"]), await create(["ingest"])];
    for (let i = 0; i < 2; i++) {
      expect((await request("/api/v1/data", reader.text)).status).toBe(200);
      expect((await request("/api/v1/data", ADMIN)).status).toBe(200);
      expect((await request("/api/v1/data", writer.text)).status).toBe(403);
      expect((await request("/api/v1/data")).status).toBe(401);
    }
    expect(reads()).toBeGreaterThanOrEqual(2);
  });
});

import { createHash } from "node:crypto";
import { Hono } from "hono";
import { describe, expect, it } from "vitest";
import { auditLogTable } from "../../../src/platform/audit.tables.ts";
import type { HttpEnv } from "../../../src/platform/http/env.ts";
import { createOpenApiDocument } from "../../../src/platform/http/openapi.ts";
import { SCOPE_NAMES } from "../../../src/platform/http/scopes.ts";
import { createTokenRoutes } from "../../../src/platform/http/tokens.routes.ts";
import { apiTokensTable } from "../../../src/platform/http/tokens.tables.ts";
import { ADMIN, setUpAuth } from "./auth-harness.ts";

const post = (body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: "POST",
  headers: { "content-type": "application/json", ...headers },
  body: JSON.stringify(body),
});

describe("making a token", () => {
  it("shows it once, keeps only its hash, and writes down who did it", async () => {
    const { request, database, clock } = await setUpAuth();
    const response = await request(
      "/api/v1/tokens",
      ADMIN,
      post({ name: " Importer ", scopes: ["ingest", "read", "ingest"] }, { "x-request-id": "r-7" }),
    );
    expect(response.status).toBe(201);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const { token: text, ...created } = (await response.json()) as { token: string; id: string };
    expect(created).toEqual({
      id: expect.stringMatching(/^tok_[0-9a-z]{20}$/),
      name: "Importer",
      scopes: ["ingest", "read"],
      createdAt: clock.now().toISOString(),
      lastUsedAt: null,
      revokedAt: null,
    });
    const [row] = await database.db.select().from(apiTokensTable);
    expect(row?.sha256).toBe(createHash("sha256").update(text).digest("hex"));
    expect(JSON.stringify(row)).not.toContain(text);
    const audit = await database.db.select().from(auditLogTable);
    expect(audit).toEqual([
      {
        id: 1,
        at: clock.now(),
        actor: "admin",
        action: "token.create",
        subject: created.id,
        requestId: "r-7",
        changedColumns: ["id", "name", "sha256", "scopes", "created_at"],
      },
    ]);
    expect((await request("/api/v1/tokens/current", text)).status).toBe(200);
  });

  it("is undone when it cannot be written down", async () => {
    const { request, database } = await setUpAuth();
    await database.write(async (tx) => {
      await tx.run("create trigger no_audit before insert on audit_log begin select raise(abort, 'no'); end");
    });
    const response = await request("/api/v1/tokens", ADMIN, post({ name: "x", scopes: ["read"] }));
    expect(response.status).toBeGreaterThanOrEqual(500);
    expect(await database.db.select().from(apiTokensTable)).toEqual([]);
  });

  it.each([
    [{ scopes: ["read"] }, "#/name"],
    [{ name: "  ", scopes: ["read"] }, "#/name"],
    [{ name: "x".repeat(101), scopes: ["read"] }, "#/name"],
    [{ name: "x", scopes: [] }, "#/scopes"],
    [{ name: "x", scopes: ["root"] }, "#/scopes/0"],
    [{ name: "x", scopes: ["read"], id: "tok_mine" }, "#/id"],
  ])("refuses %j", async (body, pointer) => {
    const { request, database } = await setUpAuth();
    const response = await request("/api/v1/tokens", ADMIN, post(body));
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ in: "json", pointer }] });
    expect(await database.db.select().from(apiTokensTable)).toEqual([]);
  });
});

describe("listing tokens", () => {
  it("goes from the youngest to the oldest, page by page, and shows no hash", async () => {
    const { request, create, clock, tokens } = await setUpAuth();
    const made: string[] = [];
    for (let i = 0; i < 5; i++) {
      made.unshift((await create(["read"], `t${i}`)).token.id);
      await clock.advance(1_000);
    }
    await tokens.revoke(made[1]!, { actor: "cli" });
    const seen: { id: string; revokedAt: string | null }[] = [];
    let cursor: string | null = "";
    for (let pages = 0; cursor !== null; pages++) {
      expect(pages).toBeLessThan(4);
      const response = await request(`/api/v1/tokens?limit=2${cursor === "" ? "" : `&cursor=${cursor}`}`, ADMIN);
      const text = await response.text();
      expect(text).not.toMatch(/sha256|grt_/);
      const page: { items: typeof seen; nextCursor: string | null } = JSON.parse(text);
      seen.push(...page.items);
      cursor = page.nextCursor;
    }
    expect(seen.map(({ id }) => id)).toEqual(made);
    expect(seen.map(({ revokedAt }) => revokedAt)).toEqual([null, clock.now().toISOString(), null, null, null]);
  });
});

describe("revoking a token", () => {
  it("happens once, is written down once, and can be asked for again", async () => {
    const { request, create, database } = await setUpAuth();
    const { token, text } = await create(["read"]);
    const revoke = () => request(`/api/v1/tokens/${token.id}`, ADMIN, { method: "DELETE" });
    expect((await revoke()).status).toBe(204);
    expect((await revoke()).status).toBe(204);
    expect((await request("/api/v1/tokens/current", text)).status).toBe(401);
    const audit = await database.db.select().from(auditLogTable);
    expect(audit.map(({ action, actor }) => [action, actor])).toEqual([
      ["token.create", "cli"],
      ["token.revoke", "admin"],
    ]);
  });

  it("of an unknown id is not found, and nothing is written down", async () => {
    const { request, database } = await setUpAuth();
    expect((await request("/api/v1/tokens/tok_none", ADMIN, { method: "DELETE" })).status).toBe(404);
    expect(await database.db.select().from(auditLogTable)).toEqual([]);
  });
});

describe("the current token", () => {
  it("tells its holder what it may do", async () => {
    const { request, create } = await setUpAuth();
    const { token, text } = await create(["ingest"], "Importer");
    const current = async (as: string) => (await request("/api/v1/tokens/current", as)).json();
    expect(await current(text)).toEqual({ id: token.id, name: "Importer", scopes: ["ingest"] });
    expect(await current(ADMIN)).toEqual({ id: null, name: "ADMIN_TOKEN", scopes: ["admin"] });
    expect((await request("/api/v1/tokens/current")).status).toBe(401);
  });
});

it.each(["GET /api/v1/tokens", "POST /api/v1/tokens", "DELETE /api/v1/tokens/tok_x"])(
  "%s is for administrators alone",
  async (route) => {
    const { request, create } = await setUpAuth();
    const [method = "", path = ""] = route.split(" ");
    const scopes = SCOPE_NAMES.filter((scope) => scope !== "admin");
    const { text } = await create(scopes);
    expect((await request(path, undefined, { method })).status).toBe(401);
    expect((await request(path, text, { method })).status).toBe(403);
  },
);

it("is documented: every operation has an id, a summary, and says that it needs a token", async () => {
  const { tokens } = await setUpAuth();
  const app = new Hono<HttpEnv>().route("/api/v1/tokens", createTokenRoutes({ tokens }));
  const document = await createOpenApiDocument(app, { title: "t", version: "1", description: "d" });
  const operations = Object.values(document.paths as Record<string, Record<string, Record<string, unknown>>>).flatMap(
    (path) => Object.values(path),
  );
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual([
    "createToken",
    "getCurrentToken",
    "listTokens",
    "revokeToken",
  ]);
  for (const operation of operations)
    expect(operation).toMatchObject({ security: [{ bearer: [] }], summary: expect.any(String) });
});

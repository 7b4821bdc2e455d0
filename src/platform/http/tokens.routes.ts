import { Hono } from "hono";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import { AppError } from "../errors.ts";
import { actorOf, auditContextOf, requireScope } from "./auth.ts";
import type { HttpEnv } from "./env.ts";
import { bearer, json, problems } from "./openapi.ts";
import { decodeCursor, pageParams, toPage } from "./pagination.ts";
import { query } from "./query.ts";
import { CreatedToken, CurrentToken, NewToken, presentActor, presentToken, TokenList } from "./tokens.schemas.ts";
import type { TokenService } from "./tokens.service.ts";
import { validate } from "./validate.ts";

const Cursor = v.strictTuple([v.string()]);
const admin = requireScope("admin");

/** Routes of `/api/v1/tokens`. */
export function createTokenRoutes({ tokens }: { tokens: TokenService }) {
  return new Hono<HttpEnv>()
    .get(
      "/",
      describeRoute({
        operationId: "listTokens",
        tags: ["tokens"],
        summary: "Tokens, youngest first",
        description: "Revoked tokens stay in the list. The tokens themselves are stored nowhere.",
        security: bearer,
        responses: { 200: json("A page of tokens", TokenList), ...problems("unauthorized", "forbidden") },
      }),
      admin,
      validate("query", query(pageParams)),
      async (c) => {
        const { cursor, limit } = c.req.valid("query");
        const [beforeId] = cursor === undefined ? [] : decodeCursor(Cursor, cursor);
        const rows = await tokens.list({ beforeId, limit: limit + 1 });
        const { items, nextCursor } = toPage(rows, limit, (row) => [row.id]);
        c.header("cache-control", "no-store");
        return c.json({ items: items.map(presentToken), nextCursor });
      },
    )
    .post(
      "/",
      describeRoute({
        operationId: "createToken",
        tags: ["tokens"],
        summary: "Make a token",
        description: "The answer holds the token itself; only its hash is kept, so it cannot be shown again.",
        security: bearer,
        responses: { 201: json("The new token", CreatedToken), ...problems("unauthorized", "forbidden") },
      }),
      admin,
      validate("json", NewToken),
      async (c) => {
        const { token, text } = await tokens.create(c.req.valid("json"), auditContextOf(c));
        c.header("cache-control", "no-store");
        return c.json({ ...presentToken(token), token: text }, 201);
      },
    )
    .get(
      "/current",
      describeRoute({
        operationId: "getCurrentToken",
        tags: ["tokens"],
        summary: "Whose token this request carries, and what it may do",
        security: bearer,
        responses: { 200: json("The token", CurrentToken), ...problems("unauthorized") },
      }),
      (c) => {
        const actor = actorOf(c);
        if (actor.kind === "public") throw new AppError("unauthorized", "The request carries no token.");
        c.header("cache-control", "no-store");
        return c.json(presentActor(actor));
      },
    )
    .delete(
      "/:id",
      describeRoute({
        operationId: "revokeToken",
        tags: ["tokens"],
        summary: "Revoke a token",
        description: "It opens nothing from then on. Revoking it again changes nothing.",
        security: bearer,
        responses: {
          204: { description: "The token is revoked" },
          ...problems("unauthorized", "forbidden", "not-found"),
        },
      }),
      admin,
      validate("param", v.object({ id: v.pipe(v.string(), v.maxLength(64)) })),
      async (c) => {
        await tokens.revoke(c.req.valid("param").id, auditContextOf(c));
        return c.body(null, 204);
      },
    );
}

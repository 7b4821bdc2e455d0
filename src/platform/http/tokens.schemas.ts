import * as v from "valibot";
import type { Actor } from "./env.ts";
import { page } from "./pagination.ts";
import { SCOPE_NAMES, SCOPES, type Scope } from "./scopes.ts";
import type { StoredToken } from "./tokens.repository.ts";

const scopeList = v.pipe(
  v.array(v.picklist(SCOPE_NAMES)),
  v.description(SCOPE_NAMES.map((name) => `\`${name}\`: ${SCOPES[name]}`).join("\n\n")),
);

const instant = v.pipe(v.string(), v.isoTimestamp());

/** Body of a request for a new token. */
export const NewToken = v.pipe(
  v.strictObject({
    name: v.pipe(
      v.string(),
      v.trim(),
      v.minLength(1, "must not be empty"),
      v.maxLength(100, "must be at most 100 characters"),
      v.regex(/^\P{Cc}*$/u, "must not have control characters"),
      v.description("What the token is for, for the owner's eyes."),
    ),
    scopes: v.pipe(scopeList, v.minLength(1, "must have at least one scope")),
  }),
  v.metadata({ ref: "NewToken" }),
);

const tokenEntries = {
  id: v.string(),
  name: v.string(),
  scopes: v.array(v.string()),
  createdAt: instant,
  lastUsedAt: v.pipe(v.nullable(instant), v.description("To the minute; null when never used.")),
  revokedAt: v.pipe(v.nullable(instant), v.description("null while the token is valid.")),
};

export const Token = v.pipe(v.object(tokenEntries), v.metadata({ ref: "Token" }));

export const TokenList = v.pipe(page(Token), v.metadata({ ref: "TokenList" }));

/** The answer to a request for a new token. */
export const CreatedToken = v.pipe(
  v.object({ ...tokenEntries, token: v.pipe(v.string(), v.description("The token itself. It is not shown again.")) }),
  v.metadata({ ref: "CreatedToken" }),
);

/** Whose token a request was made with. */
export const CurrentToken = v.pipe(
  v.object({
    id: v.pipe(v.nullable(v.string()), v.description("null for the token of the environment, which is not stored.")),
    name: v.string(),
    scopes: v.array(v.string()),
  }),
  v.metadata({ ref: "CurrentToken" }),
);

/** A stored token as it is shown: without its hash. */
export const presentToken = (token: StoredToken): v.InferOutput<typeof Token> => ({
  id: token.id,
  name: token.name,
  scopes: token.scopes,
  createdAt: token.createdAt.toISOString(),
  lastUsedAt: token.lastUsedAt?.toISOString() ?? null,
  revokedAt: token.revokedAt?.toISOString() ?? null,
});

export function presentActor(actor: Exclude<Actor, { kind: "public" }>): v.InferOutput<typeof CurrentToken> {
  if (actor.kind === "token") return { id: actor.id, name: actor.name, scopes: actor.scopes };
  const scopes: Scope[] = ["admin"];
  return { id: null, name: "ADMIN_TOKEN", scopes };
}

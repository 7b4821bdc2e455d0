import type { Context, MiddlewareHandler } from "hono";
import { getCookie } from "hono/cookie";
import type { AuditContext } from "../audit.ts";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { Actor, HttpEnv } from "./env.ts";
import { grants, type Scope } from "./scopes.ts";
import type { TokenService } from "./tokens.service.ts";

/** Holds what {@link TokenService.signIn} gave. */
export const SESSION_COOKIE = "gameroom_session";

type Authenticator = Pick<TokenService, "findActor" | "findSession">;

/** Sets `actor` and `viewer`; see {@link identify}. */
export function authenticate(tokens: Authenticator): MiddlewareHandler<HttpEnv> {
  return async function authenticate(c, next) {
    const actor = await identify(c, tokens);
    c.set("actor", actor.actor);
    c.set("viewer", actor.viewer);
    return next();
  };
}

/**
 * Finds out who sent a request. A bearer token that is not valid is refused (`unauthorized`) wherever it is sent: a caller
 * who believes to be someone is not quietly served as nobody. No token at all is the public, and so is any other scheme,
 * which a proxy in front may use for itself.
 *
 * The sign-in cookie is looked at for GET and HEAD alone and gives the scope `read` alone, so a page of another site that
 * makes a browser send it can change nothing.
 */
export async function identify(c: Context<HttpEnv>, tokens: Authenticator): Promise<{ actor: Actor; viewer: string }> {
  const header = c.req.header("authorization");
  const bearer = header === undefined ? null : /^bearer(?:\s+|$)(.*)$/i.exec(header);
  if (bearer !== null) {
    const actor = await tokens.findActor(bearer[1]?.trim() ?? "");
    if (actor === undefined) throw new AppError("unauthorized", "The token is not valid, or has been revoked.");
    return { actor, viewer: actor.kind === "admin" ? "admin" : `token:${actor.id}` };
  }
  const isRead = c.req.method === "GET" || c.req.method === "HEAD";
  const cookie = isRead && c.req.header("cookie") !== undefined ? getCookie(c, SESSION_COOKIE) : undefined;
  const actor = cookie === undefined ? undefined : await tokens.findSession(cookie);
  // A class of viewers of its own: by cookie a token may see less than as bearer.
  return actor?.kind === "token"
    ? { actor, viewer: `session:${actor.id}` }
    : { actor: { kind: "public" }, viewer: "public" };
}

/** Lets only callers with a scope through: 401 without a token, 403 with one that lacks it. */
export function requireScope(scope: Scope): MiddlewareHandler<HttpEnv> {
  return async function requireScope(c, next) {
    checkScope(actorOf(c), scope);
    return next();
  };
}

function checkScope(actor: Actor, scope: Scope): void {
  if (actor.kind === "public") throw new AppError("unauthorized", `This needs a token with the scope ${scope}.`);
  if (actor.kind === "token" && !grants(actor.scopes, scope)) {
    throw new AppError("forbidden", `The token does not have the scope ${scope}.`);
  }
}

/** Guards reads of collected data: open to all unless the house has closed it; then they need the scope `read`. */
export function publicRead(config: Pick<Deps["config"], "http">): MiddlewareHandler<HttpEnv> {
  if (!config.http.publicReads) return requireScope("read");
  return async function publicRead(_, next) {
    return next();
  };
}

/**
 * For answers that go on for long, such as streams: checks anew whether the one who asked may still read, since a token
 * can be revoked and a session expire meanwhile. Throws as the guards do.
 */
export async function recheckRead(
  c: Context<HttpEnv>,
  config: Pick<Deps["config"], "http">,
  tokens: Authenticator,
): Promise<void> {
  if (!config.http.publicReads) checkScope((await identify(c, tokens)).actor, "read");
}

/** Who is asking. */
export const actorOf = (c: Context<HttpEnv>): Actor => c.get("actor") ?? { kind: "public" };

/** On whose behalf a request changes something, for services that write it down. */
export function auditContextOf(c: Context<HttpEnv>): AuditContext {
  const actor = actorOf(c);
  return { actor: actor.kind === "token" ? `token:${actor.id}` : actor.kind, requestId: c.get("requestId") };
}

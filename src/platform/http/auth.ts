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

/**
 * Sets `actor` and `viewer`. A bearer token that is not valid is refused (401) wherever it is sent: a caller who believes to
 * be someone is not quietly served as nobody. No token at all is the public, and so is any other scheme, which a proxy in
 * front may use for itself.
 *
 * The sign-in cookie is looked at for GET and HEAD alone and gives the scope `read` alone, so a page of another site that
 * makes a browser send it can change nothing.
 */
export function authenticate(tokens: Pick<TokenService, "findActor" | "findSession">): MiddlewareHandler<HttpEnv> {
  return async function authenticate(c, next) {
    const header = c.req.header("authorization");
    const bearer = header === undefined ? null : /^bearer(?:\s+|$)(.*)$/i.exec(header);
    if (bearer !== null) {
      const actor = await tokens.findActor(bearer[1]?.trim() ?? "");
      if (actor === undefined) throw new AppError("unauthorized", "The token is not valid, or has been revoked.");
      become(c, actor, actor.kind === "admin" ? "admin" : `token:${actor.id}`);
      return next();
    }
    const isRead = c.req.method === "GET" || c.req.method === "HEAD";
    const cookie = isRead && c.req.header("cookie") !== undefined ? getCookie(c, SESSION_COOKIE) : undefined;
    const actor = cookie === undefined ? undefined : await tokens.findSession(cookie);
    // A class of its own: by cookie a token may see less than as bearer.
    if (actor?.kind === "token") become(c, actor, `session:${actor.id}`);
    else become(c, { kind: "public" }, "public");
    return next();
  };
}

/** Lets only callers with a scope through: 401 without a token, 403 with one that lacks it. */
export function requireScope(scope: Scope): MiddlewareHandler<HttpEnv> {
  return async function requireScope(c, next) {
    const actor = actorOf(c);
    if (actor.kind === "public") throw new AppError("unauthorized", `This needs a token with the scope ${scope}.`);
    if (actor.kind === "token" && !grants(actor.scopes, scope)) {
      throw new AppError("forbidden", `The token does not have the scope ${scope}.`);
    }
    return next();
  };
}

/** Guards reads of collected data: open to all unless the house has closed it; then they need the scope `read`. */
export function publicRead(config: Pick<Deps["config"], "http">): MiddlewareHandler<HttpEnv> {
  if (!config.http.publicReads) return requireScope("read");
  return async function publicRead(_, next) {
    return next();
  };
}

/** Who is asking. */
export const actorOf = (c: Context<HttpEnv>): Actor => c.get("actor") ?? { kind: "public" };

/** On whose behalf a request changes something, for services that write it down. */
export function auditContextOf(c: Context<HttpEnv>): AuditContext {
  const actor = actorOf(c);
  return { actor: actor.kind === "token" ? `token:${actor.id}` : actor.kind, requestId: c.get("requestId") };
}

function become(c: Context<HttpEnv>, actor: Actor, viewer: string): void {
  c.set("actor", actor);
  c.set("viewer", viewer);
}

import { type Context, Hono } from "hono";
import { deleteCookie, setCookie } from "hono/cookie";
import { describeRoute } from "hono-openapi";
import * as v from "valibot";
import type { Clock } from "../clock.ts";
import { AppError } from "../errors.ts";
import { SESSION_COOKIE } from "./auth.ts";
import type { HttpEnv } from "./env.ts";
import { localPath } from "./local-path.ts";
import type { TokenService } from "./tokens.service.ts";
import { validate } from "./validate.ts";

const SESSION_MS = 30 * 86_400_000;

const notOfTheApi = describeRoute({ hide: true });

const SignInForm = v.object({
  token: v.pipe(v.string(), v.trim(), v.maxLength(200, "must be at most 200 characters")),
  next: v.optional(v.string(), "/"),
});
const SignOutForm = v.object({ next: v.optional(v.string(), "/") });

/**
 * Signing in by form, for browsers when the house has closed its reads: `POST /sign-in` with the fields `token` and
 * `next` (a path to go on to), `POST /sign-out`. Not part of the API: the cookie only lets look around.
 */
export function createSignInRoutes({ tokens, clock }: { tokens: Pick<TokenService, "signIn">; clock: Clock }) {
  return new Hono<HttpEnv>()
    .post("/sign-in", notOfTheApi, validate("form", SignInForm), async (c) => {
      refuseOtherSites(c);
      const { token, next } = c.req.valid("form");
      const expires = new Date(clock.now().getTime() + SESSION_MS);
      const session = await tokens.signIn(token, expires);
      if (session === undefined) throw new AppError("unauthorized", "The token is not valid or may not read.");
      setCookie(c, SESSION_COOKIE, session, { ...cookieOptions(c), expires });
      return seeOther(c, next);
    })
    .post("/sign-out", notOfTheApi, validate("form", SignOutForm), (c) => {
      refuseOtherSites(c);
      deleteCookie(c, SESSION_COOKIE, cookieOptions(c));
      return seeOther(c, c.req.valid("form").next);
    });
}

/**
 * Another site's page must not sign a visitor in as somebody, nor out. Browsers say where a form comes from in
 * Sec-Fetch-Site; `Origin` is "null" here, because pages send no referrer.
 */
function refuseOtherSites(c: Context): void {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none") {
    throw new AppError("forbidden", "The form was sent by a page of another site.");
  }
}

function cookieOptions(c: Context) {
  const proto = c.req.header("x-forwarded-proto")?.split(",", 1)[0] ?? new URL(c.req.url).protocol.replace(":", "");
  return { path: "/", httpOnly: true, sameSite: "Strict", secure: proto.trim() === "https" } as const;
}

function seeOther(c: Context, next: string) {
  c.header("cache-control", "no-store");
  return c.redirect(localPath(next), 303);
}

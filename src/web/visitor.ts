import type { Context } from "hono";
import { getCookie } from "hono/cookie";
import type { Deps } from "../platform/deps.ts";
import type { HttpEnv } from "../platform/http/env.ts";
import type { Frame, Theme } from "./components/layout.tsx";
import { isTimeZone, type Reader } from "./text/times.ts";

const MAX_ZONE_LENGTH = 64;

/** A theme by its cookie's value; undefined follows the system. */
export const themeOf = (text: string | undefined): Theme | undefined =>
  text === "dark" || text === "light" ? text : undefined;

/** A zone that may have come from outside, if this server knows it. */
export function zoneOf(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MAX_ZONE_LENGTH || !/^[A-Za-z]/.test(text)) return undefined;
  return isTimeZone(text) ? text : undefined;
}

/** The zone of times on a page: `?tz=`, else the one chosen before, else the house's. Unknown zones are passed over. */
export const timeZoneOf = (c: Context<HttpEnv>, deps: Pick<Deps, "config">) =>
  zoneOf(c.req.query("tz")) ?? zoneOf(getCookie(c, "tz")) ?? deps.config.display.timeZone;

/** What a page depends on besides its address and the store, for the key of the response cache. */
export const choicesOf = (c: Context<HttpEnv>) =>
  `${themeOf(getCookie(c, "theme")) ?? ""} ${zoneOf(getCookie(c, "tz")) ?? ""}`;

export function frameOf(c: Context<HttpEnv>, deps: Pick<Deps, "config">, assetUrl: Frame["assetUrl"]): Frame {
  const { pathname, search } = new URL(c.req.url);
  return { path: pathname + search, theme: themeOf(getCookie(c, "theme")), timeZone: timeZoneOf(c, deps), assetUrl };
}

export const readerOf = (c: Context<HttpEnv>, deps: Pick<Deps, "config" | "clock">, sourceZone: string): Reader => ({
  timeZone: timeZoneOf(c, deps),
  sourceZone,
  now: deps.clock.now(),
});

import type { Context } from "hono";
import type { JSX } from "hono/jsx/jsx-runtime";
import type { Deps } from "../platform/deps.ts";
import { answerValidUntil } from "../platform/http/cached.ts";
import type { HttpEnv } from "../platform/http/env.ts";
import type { Frame } from "./components/layout.tsx";
import type { Reader } from "./text/times.ts";
import { frameOf, readerOf } from "./visitor.ts";

const MINUTE_MS = 60_000;

/** What page routes are made with. */
export interface PageTools {
  frame(c: Context<HttpEnv>): Frame;
  /** Frame and reader of a request; `sourceZone` is the zone shown on hover. */
  page(c: Context<HttpEnv>, sourceZone: string): { frame: Frame; reader: Reader };
  /** Answers with a page. */
  html(c: Context<HttpEnv>, page: JSX.Element): Response;
}

export function createPageTools(deps: Pick<Deps, "config" | "clock">, assetUrl: Frame["assetUrl"]): PageTools {
  const frame = (c: Context<HttpEnv>) => frameOf(c, deps, assetUrl);
  return {
    frame,
    page: (c, sourceZone) => ({ frame: frame(c), reader: readerOf(c, deps, sourceZone) }),
    html(c, page) {
      // Ages are told in whole minutes, so a page is right for at most one.
      answerValidUntil(c, new Date(deps.clock.now().getTime() + MINUTE_MS));
      c.header("cache-control", "private, no-cache");
      c.header("vary", "cookie", { append: true });
      return c.body(renderDocument(page), 200, { "content-type": "text/html; charset=UTF-8" });
    },
  };
}

/** The page as text, with the doctype. Components are synchronous, so this never waits. */
export const renderDocument = (page: JSX.Element): string => `<!doctype html>${page}`;

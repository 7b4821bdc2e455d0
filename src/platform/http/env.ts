import type { HttpCore } from "./core.ts";

/** Who is asking. Set by authentication; `public` without a token. */
export type Actor =
  | { kind: "public" }
  | { kind: "token"; id: string; name: string; scopes: string[] }
  | { kind: "admin" };

/** The Hono environment every route shares: `new Hono<HttpEnv>()`. */
export interface HttpEnv {
  Variables: {
    requestId: string;
    /** Class of callers that get the same answer: `public`, or `token:<id>`. Part of the response cache's key. */
    viewer: string;
    actor?: Actor;
    /** What all answers of the process share. */
    core?: HttpCore;
    /** Set through `answerValidUntil`: the first instant at which this answer would differ without any commit. */
    validUntil?: Date;
    /** Whether the answer came out of the response cache. */
    cacheState?: "hit" | "miss";
  };
}

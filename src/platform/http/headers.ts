import { type HeaderPair, sortHeaders } from "./cache.ts";
import { addVary } from "./etag.ts";

/**
 * The content security policy of every answer. No nonce and no `unsafe-*`: pages have no inline script or style,
 * so they can be cached as bytes. Scripts may still set styles through the CSSOM.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

/** No HSTS: whoever puts TLS in front decides that. */
const SECURITY_HEADERS: readonly HeaderPair[] = [
  ["content-security-policy", CONTENT_SECURITY_POLICY],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
  ["permissions-policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"],
  ["referrer-policy", "no-referrer"],
  ["x-content-type-options", "nosniff"],
  ["x-frame-options", "DENY"],
];

const EXPOSED_HEADERS = "allow, etag, link, location, retry-after, x-request-id";
const PREFLIGHT_MAX_AGE_SECONDS = 7_200;

export interface CorsOptions {
  /** Origins whose pages may call; `*` for any. */
  origins: readonly string[];
  /** Path prefixes that other origins may call. */
  paths: readonly string[];
}

/** The headers that go on every answer, whichever way it is written. */
export interface StandardHeaders {
  /** Which answer to CORS a request gets: the allowed origin, `*`, or "" for none. */
  allowedOrigin(path: string, origin: string | undefined): string;
  /** Whether other origins may call this path at all. */
  isOpen(path: string): boolean;
  /** Whether answers on this path depend on `Origin`. */
  variesByOrigin(path: string): boolean;
  /** Headers to set, names in lower case. */
  pairs(allowedOrigin: string): readonly HeaderPair[];
  /** All headers of an answer that has `own`, sorted by name. */
  complete(path: string, own: readonly HeaderPair[], allowedOrigin: string, requestId: string): HeaderPair[];
  /** Headers that answer a preflight, in addition. */
  preflightPairs(allowedOrigin: string): readonly HeaderPair[];
}

/** Security headers for all paths, and CORS for some. */
export function createStandardHeaders(cors: CorsOptions): StandardHeaders {
  const origins = new Set(cors.origins);
  const anyOrigin = origins.has("*");
  const isOpen = (path: string) => cors.paths.some((prefix) => path.startsWith(prefix));
  const variesByOrigin = (path: string) => !anyOrigin && origins.size > 0 && isOpen(path);
  const pairs = (allowedOrigin: string): readonly HeaderPair[] =>
    allowedOrigin === ""
      ? SECURITY_HEADERS
      : [
          ["access-control-allow-origin", allowedOrigin],
          ["access-control-expose-headers", EXPOSED_HEADERS],
          ...SECURITY_HEADERS,
        ];
  return {
    isOpen,
    allowedOrigin(path, origin) {
      if (!isOpen(path)) return "";
      if (anyOrigin) return "*";
      return origin !== undefined && origins.has(origin) ? origin : "";
    },
    variesByOrigin,
    pairs,
    complete(path, own, allowedOrigin, requestId) {
      const headers = new Map(own);
      for (const [name, value] of pairs(allowedOrigin)) if (!headers.has(name)) headers.set(name, value);
      if (variesByOrigin(path)) headers.set("vary", addVary(headers.get("vary"), "origin"));
      headers.set("x-request-id", requestId);
      return sortHeaders([...headers]);
    },
    preflightPairs: (allowedOrigin) =>
      allowedOrigin === ""
        ? []
        : [
            ["access-control-allow-headers", "authorization, content-type, last-event-id, x-request-id"],
            ["access-control-allow-methods", "GET, HEAD, POST, PUT, PATCH, DELETE"],
            ["access-control-max-age", String(PREFLIGHT_MAX_AGE_SECONDS)],
          ],
  };
}

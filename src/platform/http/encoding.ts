import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";

/** A content coding this server produces. */
export type Encoding = "br" | "gzip" | "identity";

/** Bodies below this size go out as they are: the packet would not get smaller. */
export const MIN_COMPRESSED_BYTES = 1_024;

const COMPRESSIBLE =
  /^(?:text\/(?!event-stream)[\w.+-]+|application\/(?:json|javascript|xml|manifest\+json|[\w.-]+\+(?:json|xml))|image\/svg\+xml)(?:;|$)/i;

/** Whether a body of this media type gets smaller by compression. Event streams never are. */
export const isCompressible = (contentType: string | undefined): boolean =>
  contentType !== undefined && COMPRESSIBLE.test(contentType);

const brotli = promisify(brotliCompress);
const gzipped = promisify(gzip);

/** Compresses on the thread pool. `effort` `stored` is for bytes made once and kept for good. */
export async function encode(
  bytes: Buffer,
  encoding: Exclude<Encoding, "identity">,
  effort: "live" | "stored" = "live",
) {
  if (encoding === "gzip") return gzipped(bytes, { level: effort === "live" ? 6 : 9 });
  return brotli(bytes, {
    params: {
      [zlib.BROTLI_PARAM_QUALITY]: effort === "live" ? 5 : 11,
      [zlib.BROTLI_PARAM_MODE]: zlib.BROTLI_MODE_TEXT,
      [zlib.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}

const PREFERENCE: readonly Encoding[] = ["br", "gzip", "identity"];
const MAX_REMEMBERED_HEADERS = 64;
const remembered = new Map<string, Encoding>();

/** The coding to answer with: the highest q-value wins, and between equals br, gzip, identity (RFC 9110 section 12.5.3). */
export function negotiateEncoding(acceptEncoding: string | undefined): Encoding {
  if (acceptEncoding === undefined || acceptEncoding === "") return "identity";
  const known = remembered.get(acceptEncoding);
  if (known !== undefined) return known;
  const chosen = choose(acceptEncoding);
  if (remembered.size >= MAX_REMEMBERED_HEADERS) remembered.clear();
  if (acceptEncoding.length <= 128) remembered.set(acceptEncoding, chosen);
  return chosen;
}

function choose(acceptEncoding: string): Encoding {
  const weights = new Map<string, number>();
  for (const part of acceptEncoding.split(",")) {
    const [name = "", ...parameters] = part.split(";").map((text) => text.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
    weights.set(name === "x-gzip" ? "gzip" : name, q === undefined ? 1 : Number(q) || 0);
  }
  // An unlisted identity is acceptable, but less than any coding that is asked for.
  const weightOf = (encoding: Encoding) =>
    weights.get(encoding) ?? weights.get("*") ?? (encoding === "identity" ? Number.MIN_VALUE : 0);
  let best: Encoding = "identity";
  let bestWeight = 0;
  for (const encoding of PREFERENCE) {
    const weight = weightOf(encoding);
    if (weight > bestWeight) [best, bestWeight] = [encoding, weight];
  }
  return best;
}

import type { MiddlewareHandler } from "hono";
import { encode, isCompressible, MIN_COMPRESSED_BYTES, negotiateEncoding } from "./encoding.ts";
import type { HttpEnv } from "./env.ts";
import { addVary } from "./etag.ts";

/**
 * Compresses answers that are neither encoded already nor streams. The body is read whole, so an answer that
 * streams says so: by a media type that is not compressed, `Transfer-Encoding`, or `Cache-Control: no-transform`.
 */
export function compression(): MiddlewareHandler<HttpEnv> {
  return async function compression(c, next) {
    await next();
    if (c.get("cacheState") !== undefined) return;
    const { headers, status } = c.res;
    const type = headers.get("content-type") ?? undefined;
    const eligible =
      status !== 204 &&
      status !== 206 &&
      status !== 304 &&
      isCompressible(type) &&
      !headers.has("content-encoding") &&
      !headers.has("transfer-encoding") &&
      !headers.has("etag") &&
      !(headers.get("cache-control") ?? "").includes("no-transform");
    if (!eligible) return;
    headers.set("vary", addVary(headers.get("vary"), "accept-encoding"));
    const encoding = negotiateEncoding(c.req.header("accept-encoding"));
    if (encoding === "identity") return;
    const { res } = c;
    const body = Buffer.from(await res.arrayBuffer());
    const small = body.length < MIN_COMPRESSED_BYTES;
    const bytes = small ? body : await encode(body, encoding);
    const encoded = new Headers(headers);
    encoded.set("content-length", String(bytes.length));
    if (!small) encoded.set("content-encoding", encoding);
    // Hono copies the headers of the answer it replaces onto the new one unless it is taken away first.
    c.res = undefined;
    c.res = new Response(bytes as Uint8Array<ArrayBuffer>, { status, headers: encoded });
  };
}

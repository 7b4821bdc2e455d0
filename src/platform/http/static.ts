import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { MiddlewareHandler } from "hono";
import { type Encoding, encode, isCompressible, MIN_COMPRESSED_BYTES, negotiateEncoding } from "./encoding.ts";
import type { HttpEnv } from "./env.ts";
import { hashOf, matchesEtag } from "./etag.ts";

/** Where the build puts what browsers load. The same directory whether this runs from `src` or from `dist`. */
export const WEB_ROOT = fileURLToPath(
  new URL(import.meta.url.endsWith(".ts") ? "../../../dist/web/public/" : "../../web/public/", import.meta.url),
);

const CONTENT_TYPES: Record<string, string> = {
  css: "text/css; charset=utf-8",
  html: "text/html; charset=utf-8",
  ico: "image/x-icon",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  map: "application/json",
  png: "image/png",
  svg: "image/svg+xml",
  txt: "text/plain; charset=utf-8",
  webmanifest: "application/manifest+json",
  woff2: "font/woff2",
};

/** An entry of Vite's manifest, as far as it matters here. */
interface ManifestChunk {
  file: string;
  css?: string[];
  imports?: string[];
}

export interface StaticAssets {
  /** Serves GET and HEAD of the files; passes on what it does not have. */
  handler: MiddlewareHandler<HttpEnv>;
  /** Address of the built file of a source entry, such as `src/web/islands/live.tsx`; `undefined` when nothing is built. */
  assetUrl(entry: string): string | undefined;
  /** Addresses of the stylesheets that an entry imports. */
  styleUrls(entry: string): string[];
  /** Addresses of the chunks an entry loads beside itself, for `modulepreload`. */
  preloadUrls(entry: string): string[];
}

interface Asset {
  bytes: Buffer;
  contentType: string;
  cacheControl: string;
  etag: string;
  codings: Map<Encoding, Promise<Buffer>>;
}

/**
 * The built files of the browser part, held in memory: `root` is read once, so an address either is one of them or is not, and
 * no path ever reaches the file system. Without a build there are none, and pages do without.
 */
export function createStaticAssets({ root = WEB_ROOT } = {}): StaticAssets {
  const assets = readAssets(root);
  const manifest = readManifest(root);
  const chunk = (entry: string) => (Object.hasOwn(manifest, entry) ? manifest[entry] : undefined);

  const importsOf = (entry: string, seen = new Set<string>()): Set<string> => {
    for (const name of chunk(entry)?.imports ?? []) {
      if (seen.has(name)) continue;
      seen.add(name);
      importsOf(name, seen);
    }
    return seen;
  };

  return {
    async handler(c, next) {
      const asset = c.req.method === "GET" || c.req.method === "HEAD" ? assets.get(c.req.path) : undefined;
      if (asset === undefined) return next();
      const encoding = chooseCoding(asset, c.req.header("accept-encoding"));
      const etag = encoding === "identity" ? `"${asset.etag}"` : `"${asset.etag}-${encoding}"`;
      const headers: Record<string, string> = { etag, "cache-control": asset.cacheControl };
      if (isCompressible(asset.contentType)) headers.vary = "accept-encoding";
      if (matchesEtag(c.req.header("if-none-match"), etag)) return new Response(null, { status: 304, headers });
      const bytes = encoding === "identity" ? asset.bytes : await compressed(asset, encoding);
      headers["content-type"] = asset.contentType;
      headers["content-length"] = String(bytes.length);
      if (encoding !== "identity") headers["content-encoding"] = encoding;
      return new Response(bytes as Uint8Array<ArrayBuffer>, { headers });
    },
    assetUrl: (entry) => toUrl(chunk(entry)?.file),
    styleUrls: (entry) => [
      ...new Set([entry, ...importsOf(entry)].flatMap((name) => chunk(name)?.css ?? []).map((file) => `/${file}`)),
    ],
    preloadUrls: (entry) =>
      [...importsOf(entry)].map((name) => toUrl(chunk(name)?.file)).filter((url) => url !== undefined),
  };
}

const toUrl = (file: string | undefined) => (file === undefined ? undefined : `/${file}`);

function chooseCoding(asset: Asset, acceptEncoding: string | undefined): Encoding {
  const wanted = negotiateEncoding(acceptEncoding);
  const worthIt = asset.bytes.length >= MIN_COMPRESSED_BYTES && isCompressible(asset.contentType);
  return worthIt ? wanted : "identity";
}

/** What the build compressed is used as it is; the rest is compressed once, at the first request for it. */
function compressed(asset: Asset, encoding: Exclude<Encoding, "identity">): Promise<Buffer> {
  const known = asset.codings.get(encoding);
  if (known !== undefined) return known;
  const made = encode(asset.bytes, encoding, "stored");
  asset.codings.set(encoding, made);
  return made;
}

function readAssets(root: string): Map<string, Asset> {
  const files = listFiles(root);
  const assets = new Map<string, Asset>();
  for (const file of files) {
    if (/\.(?:br|gz)$/.test(file) || file.startsWith(".")) continue;
    const bytes = readFileSync(`${root}/${file}`);
    const codings = new Map<Encoding, Promise<Buffer>>();
    if (files.includes(`${file}.br`)) codings.set("br", Promise.resolve(readFileSync(`${root}/${file}.br`)));
    if (files.includes(`${file}.gz`)) codings.set("gzip", Promise.resolve(readFileSync(`${root}/${file}.gz`)));
    assets.set(`/${file}`, {
      bytes,
      contentType: CONTENT_TYPES[file.slice(file.lastIndexOf(".") + 1)] ?? "application/octet-stream",
      // Vite puts a hash of the content into every name under assets/: such a file never changes.
      cacheControl: file.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      etag: hashOf(bytes),
      codings,
    });
  }
  return assets;
}

function listFiles(root: string): string[] {
  try {
    return readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => `${entry.parentPath}/${entry.name}`.slice(root.length).replace(/^\/+/, ""));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function readManifest(root: string): Record<string, ManifestChunk> {
  try {
    return JSON.parse(readFileSync(`${root}/.vite/manifest.json`, "utf8")) as Record<string, ManifestChunk>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    throw error;
  }
}

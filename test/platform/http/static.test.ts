import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createStaticAssets, WEB_ROOT } from "../../../src/platform/http/static.ts";
import { createTestHttp } from "./harness.ts";

let folder: string;
let root: string;
const SCRIPT = "export const live = 1;\n".repeat(200);
const PRECOMPRESSED = "/* made by the build */".repeat(100);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "gameroom-static-"));
  root = join(folder, "web");
  mkdirSync(join(root, "assets"), { recursive: true });
  mkdirSync(join(root, ".vite"));
  writeFileSync(join(folder, "secret.txt"), "secret");
  writeFileSync(join(root, "favicon.svg"), "<svg/>");
  writeFileSync(join(root, "assets/live-a1b2c3.js"), SCRIPT);
  writeFileSync(join(root, "assets/shared-d4e5.js"), "export {};");
  writeFileSync(join(root, "assets/styles-f6.css"), PRECOMPRESSED);
  writeFileSync(join(root, "assets/styles-f6.css.br"), brotliCompressSync(PRECOMPRESSED));
  writeFileSync(
    join(root, ".vite/manifest.json"),
    JSON.stringify({
      "src/web/islands/live.tsx": {
        file: "assets/live-a1b2c3.js",
        imports: ["_shared.js"],
        css: ["assets/styles-f6.css"],
      },
      "_shared.js": {
        file: "assets/shared-d4e5.js",
        imports: ["src/web/islands/live.tsx"],
        css: ["assets/styles-f6.css"],
      },
    }),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const create = () => {
  const assets = createStaticAssets({ root });
  const { app } = createTestHttp({ routes: (app) => app.use("*", assets.handler) });
  return { assets, get: (path: string, headers = {}, method = "GET") => app.request(path, { headers, method }) };
};

describe("static files", () => {
  test("with a hash in their name may be kept for ever, others are asked for again", async () => {
    const { get } = create();
    const script = await get("/assets/live-a1b2c3.js");
    expect(await script.text()).toBe(SCRIPT);
    expect(script.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
    expect(script.headers.get("content-type")).toBe("text/javascript; charset=utf-8");
    expect((await get("/favicon.svg")).headers.get("cache-control")).toBe("no-cache");
  });

  test("are compressed as the caller accepts, and what the build compressed is sent as it is", async () => {
    const { get } = create();
    const gzip = await get("/assets/live-a1b2c3.js", { "accept-encoding": "gzip" });
    expect(gunzipSync(Buffer.from(await gzip.arrayBuffer())).toString()).toBe(SCRIPT);
    const br = await get("/assets/styles-f6.css", { "accept-encoding": "br" });
    const bytes = Buffer.from(await br.arrayBuffer());
    expect(bytes.equals(brotliCompressSync(PRECOMPRESSED))).toBe(true);
    expect(brotliDecompressSync(bytes).toString()).toBe(PRECOMPRESSED);
    expect(br.headers.get("vary")).toContain("accept-encoding");
    expect(br.headers.get("etag")).not.toBe((await get("/assets/styles-f6.css")).headers.get("etag"));
  });

  test("answer 304 and HEAD", async () => {
    const { get } = create();
    const full = await get("/favicon.svg");
    expect((await get("/favicon.svg", { "if-none-match": full.headers.get("etag") })).status).toBe(304);
    const head = await get("/favicon.svg", {}, "HEAD");
    expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "6", ""]);
  });

  test.each([
    "/../secret.txt",
    "/%2e%2e/secret.txt",
    "/assets/..%2f..%2f..%2fsecret.txt",
    "/assets/%2e%2e/%2e%2e/secret.txt",
    "/.vite/manifest.json",
    "/assets/styles-f6.css.br",
    "/assets/",
    "/assets",
    "//favicon.svg",
    "/favicon.svg%00.png",
    "/constructor",
  ])("do not include %s", async (path) => {
    expect((await create().get(path)).status).toBe(404);
  });

  test("are not there before the build, and pages can do without", async () => {
    const none = createStaticAssets({ root: join(folder, "nowhere") });
    expect(none.assetUrl("src/web/islands/live.tsx")).toBeUndefined();
    expect(none.styleUrls("src/web/islands/live.tsx")).toEqual([]);
    const { app } = createTestHttp({ routes: (app) => app.use("*", none.handler) });
    expect((await app.request("/favicon.svg")).status).toBe(404);
  });
});

describe("the manifest", () => {
  test("gives the addresses of an entry, its styles and its chunks, each once", () => {
    const { assets } = create();
    expect(assets.assetUrl("src/web/islands/live.tsx")).toBe("/assets/live-a1b2c3.js");
    expect(assets.styleUrls("src/web/islands/live.tsx")).toEqual(["/assets/styles-f6.css"]);
    expect(assets.preloadUrls("src/web/islands/live.tsx")).toContain("/assets/shared-d4e5.js");
    expect(assets.assetUrl("toString")).toBeUndefined();
  });

  test("is looked for in the build output, whichever way the program runs", () => {
    expect(WEB_ROOT).toMatch(/\/dist\/web\/public\/$/);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createStaticAssets, WEB_ROOT } from "../../src/platform/http/static.ts";

const built = existsSync(WEB_ROOT);
if (!built) console.log("The weights of built files are not tested: there is no build (npm run build makes it).");

/** Compressed bytes of an entry with everything it imports. */
function weightOf(entry: string): number {
  const assets = createStaticAssets();
  const urls = [assets.assetUrl(entry), ...assets.preloadUrls(entry)];
  return urls.reduce((sum, url) => sum + gzipSync(readFileSync(`${WEB_ROOT}${url}`)).length, 0);
}

describe.skipIf(!built)("built files", () => {
  it.each([
    ["src/web/styles.css", 12_000],
    ["src/web/islands/frame.ts", 15_000],
    ["src/web/islands/live.tsx", 15_000],
    ["src/web/islands/wall.ts", 15_000],
    // Holds the chart library.
    ["src/web/islands/game.ts", 40_000],
  ])("%s weighs less than %d bytes compressed", (entry, limit) => {
    expect(weightOf(entry)).toBeGreaterThan(100);
    expect(weightOf(entry)).toBeLessThan(limit);
  });

  it("ask no other origin for anything", () => {
    const { assetUrl } = createStaticAssets();
    const css = readFileSync(`${WEB_ROOT}${assetUrl("src/web/styles.css")}`, "utf8");
    expect(css).toContain(".woff2");
    for (const [, target] of css.matchAll(/url\(([^)]+)\)/g)) expect(target).toMatch(/^"?\/assets\//);
    expect(css).not.toContain("@import");
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../src/web/styles/tokens.css", import.meta.url), "utf8");

/** The colours of a scheme by token, as the stylesheet gives them: `light-dark(light, dark)`. */
function tokensOf(scheme: "light" | "dark"): Record<string, string> {
  const pairs = css.matchAll(/--(\w+): light-dark\((#\w{6}), (#\w{6})\)/g);
  return Object.fromEntries([...pairs].map(([, name, light, dark]) => [name, scheme === "light" ? light : dark]));
}

/** Relative luminance of an sRGB colour (WCAG 2.2). */
function luminance(hex: string): number {
  const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
  const [red = 0, green = 0, blue = 0] = channels.map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** Contrast ratio of two colours, 1 to 21 (WCAG 2.2). */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (light + 0.05) / (dark + 0.05);
}

describe.each(["dark", "light"] as const)("contrast in the %s scheme", (scheme) => {
  const tokens = tokensOf(scheme);
  const grounds = ["ink", "panel"];

  it.each(["text", "muted", "lamp", "live", "win", "lose", "info"])("of --%s is AA on page and tile", (name) => {
    for (const ground of grounds) expect(contrast(tokens[name]!, tokens[ground]!), ground).toBeGreaterThanOrEqual(4.5);
  });

  it("of scores is AAA: 7 to 1 as text, 4.5 to 1 in the colours they take at their size", () => {
    for (const ground of grounds) {
      expect(contrast(tokens.text!, tokens[ground]!)).toBeGreaterThanOrEqual(7);
      expect(contrast(tokens.lamp!, tokens[ground]!)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("lets the chosen week be read on the brand's colour", () => {
    expect(contrast(tokens.ink!, tokens.lamp!)).toBeGreaterThanOrEqual(4.5);
  });
});

import { defineConfig } from "vite";

/** Builds what browsers load: the islands and the stylesheet, with hashed names and a manifest that the server reads. */
export default defineConfig({
  publicDir: false,
  oxc: { jsx: { runtime: "automatic", importSource: "hono/jsx/dom" } },
  build: {
    outDir: "dist/web/public",
    emptyOutDir: true,
    manifest: true,
    modulePreload: { polyfill: false },
    // A font inlined as data: would need a hole in the content security policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      input: [
        "src/web/styles.css",
        "src/web/islands/frame.ts",
        "src/web/islands/live.tsx",
        "src/web/islands/game.ts",
        "src/web/islands/wall.ts",
      ],
    },
  },
});

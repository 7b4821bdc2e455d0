import { defineConfig } from "vitest/config";

/** Starts what `npm run build` made, as processes: run the build first. */
export default defineConfig({
  test: {
    include: ["test/smoke.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

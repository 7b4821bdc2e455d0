import { defineConfig } from "vitest/config";

/** Starts what `npm run build` made, as processes: run the build first. */
export default defineConfig({
  test: {
    include: ["test/smoke.test.ts", "test/process/*.test.ts"],
    globalSetup: ["test/support/require-build.ts"],
    // One after the other: they wait for processes, and a busy machine would make them wait for each other.
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 60_000,
  },
});

import { defineConfig } from "vitest/config";

/** Tests in a real browser, apart from the others: they need a Chromium (CHROMIUM_PATH, else /usr/bin/chromium) and take longer. */
export default defineConfig({
  test: {
    include: ["test/**/*.browser.test.ts"],
    globalSetup: ["test/support/global-setup.ts"],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});

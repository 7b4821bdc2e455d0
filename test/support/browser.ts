import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { build } from "vite";
import { parseConfig } from "../../src/config.ts";
import { createDemoSimulation, createSimulatorServer } from "../../src/demo/index.ts";
import { systemClock } from "../../src/platform/clock.ts";
import { createLogger } from "../../src/platform/log.ts";
import { serve } from "../../src/serve.ts";
import { weekHref } from "../../src/web/text/links.ts";

const CHROMIUM = process.env.CHROMIUM_PATH ?? "/usr/bin/chromium";

export const hasChromium = existsSync(CHROMIUM);
if (!hasChromium) {
  console.log("Browser tests are skipped: there is no Chromium here (apt-get install chromium, or set CHROMIUM_PATH).");
}

export const launchChromium = () =>
  chromium.launch({ executablePath: CHROMIUM, args: ["--no-sandbox", "--disable-background-networking"] });

/** The product as it runs in the demo, over HTTP: simulator, collector, database, built files, and a world 40 times as fast. */
export async function startDemo() {
  await build({ logLevel: "error" });
  const folder = await mkdtemp(join(tmpdir(), "gameroom-browser-"));
  const simulation = createDemoSimulation({ seed: 4, startAt: systemClock.now(), speed: 40 });
  const simulator = await createSimulatorServer({ simulation, clock: systemClock });
  const config = parseConfig({
    PORT: "0",
    HOST: "127.0.0.1",
    DATABASE_URL: `file:${join(folder, "demo.db")}`,
    ESPN_BASE_URL: simulator.url,
    LIVE_INTERVAL_SECONDS: "1",
  });
  const { listening, shutdown } = await serve(config, { log: createLogger("silent") });
  return {
    url: `http://127.0.0.1:${listening.port}`,
    simulator,
    /** The week the demo is about, by its address. */
    weekPath: weekHref(simulation.currentSlot(systemClock.now())),
    async stop() {
      await shutdown.run("the tests are done");
      await simulator.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

import { createApp, createCore } from "../../src/app.ts";
import { parseConfig } from "../../src/config.ts";
import { createSimulation, createSimulatorServer } from "../../src/demo/index.ts";
import { createScoresCollector } from "../../src/modules/scores/index.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { createEventTail } from "../../src/platform/events/tail.ts";
import { createEventsRoutes } from "../../src/platform/http/sse.ts";
import { createTokenService } from "../../src/platform/http/tokens.service.ts";
import { createHttpSource } from "../../src/platform/jobs/source.ts";
import { createLogger } from "../../src/platform/log.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { createShutdown } from "../../src/platform/shutdown.ts";
import { createTestDatabase } from "./database.ts";
import { parsePage } from "./dom.ts";
import { createFakeClock } from "./fake-clock.ts";

export const SEASON = 2026;
/** A Sunday afternoon in the eleventh week: games are on, over and to come. */
export const SUNDAY = new Date("2026-11-22T19:30:00Z");

export interface SiteOptions {
  now?: Date;
  env?: Record<string, string>;
  /** Without it nothing has ever been collected. */
  collected?: boolean;
}

/** The whole application over a store filled from the feed simulator as of `now`. Call `close` at the end. */
export async function createSite({ now = SUNDAY, env = {}, collected = true }: SiteOptions = {}) {
  const clock = createFakeClock(now);
  const random = seededRandom(1);
  const log = createLogger("silent");
  const simulator = await createSimulatorServer({ simulation: createSimulation({ seed: 11, season: SEASON }), clock });
  const { database, remove } = await createTestDatabase({ clock, random });
  const config = parseConfig({ ESPN_BASE_URL: simulator.url, COLLECTOR: "off", ...env });
  const deps: Deps = { config, database, clock, log, random, fetch };
  const espn = createHttpSource({ name: "espn", fetch, clock, random, log, userAgent: "gameroom-test" });
  const { backfill } = createScoresCollector(deps, espn);
  const collect = () => backfill(SEASON, AbortSignal.timeout(30_000));
  if (collected) await collect();
  const tail = createEventTail(deps);
  const tokens = createTokenService(deps);
  const app = createApp(deps, {
    core: createCore(deps),
    tokens,
    events: createEventsRoutes({ ...deps, tail, tokens }),
    shutdown: createShutdown({ log, clock }),
  });
  const get = (path: string, headers: Record<string, string> = {}) =>
    app.request(path, { headers: { accept: "text/html,*/*;q=0.8", ...headers } });
  return {
    app,
    clock,
    deps,
    simulator,
    /** Reads every week again. */
    collect,
    /** A request as a browser makes it for a page. */
    get,
    /** The page at an address. */
    page: async (path: string, headers?: Record<string, string>) => parsePage(await (await get(path, headers)).text()),
    async close() {
      await tail.stop();
      await simulator.close();
      await remove();
    },
  };
}

export type Site = Awaited<ReturnType<typeof createSite>>;

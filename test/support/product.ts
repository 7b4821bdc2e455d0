import { onTestFinished } from "vitest";
import { createApp, createCore } from "../../src/app.ts";
import { type Config, parseConfig } from "../../src/config.ts";
import type { Clock } from "../../src/platform/clock.ts";
import type { Deps } from "../../src/platform/deps.ts";
import { createEventTail } from "../../src/platform/events/tail.ts";
import { createEventsRoutes } from "../../src/platform/http/sse.ts";
import { createTokenService } from "../../src/platform/http/tokens.service.ts";
import { createLogger } from "../../src/platform/log.ts";
import { seededRandom } from "../../src/platform/random.ts";
import { createShutdown } from "../../src/platform/shutdown.ts";
import { createTestDatabase } from "./database.ts";
import { createFakeClock } from "./fake-clock.ts";

export interface TestProductOptions {
  /** Settings that differ from the defaults, as environment variables. */
  env?: Record<string, string>;
  clock?: Clock;
  fetch?: typeof globalThis.fetch;
}

/** Everything services need, on a migrated database of the test's own. No network unless a fetch is given. */
export async function createTestDeps({
  env = {},
  clock = createFakeClock(),
  fetch = noNetwork,
}: TestProductOptions = {}) {
  const { database, path, remove } = await createTestDatabase({ clock });
  onTestFinished(remove);
  const config: Config = parseConfig({ LOG_LEVEL: "silent", ...env });
  const deps: Deps = { config, database, clock, log: createLogger("silent"), random: seededRandom(7), fetch };
  return { deps, path };
}

/** The whole application over such dependencies, to be asked with `app.request(...)`. */
export async function createTestProduct(options: TestProductOptions = {}) {
  const { deps, path } = await createTestDeps(options);
  const tail = createEventTail(deps);
  const tokens = createTokenService(deps);
  const app = createApp(deps, {
    core: createCore(deps),
    tokens,
    events: createEventsRoutes({ ...deps, tail, tokens }),
    shutdown: createShutdown(deps),
  });
  return { app, deps, path, tokens };
}

const noNetwork: typeof globalThis.fetch = () => Promise.reject(new Error("This test has no network."));

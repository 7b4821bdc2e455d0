import { createApp, createCore } from "./app.ts";
import { startCollector } from "./collect.ts";
import { type ComposeOptions, compose } from "./compose.ts";
import type { Config } from "./config.ts";
import type { Deps } from "./platform/deps.ts";
import { createEventTail } from "./platform/events/tail.ts";
import { type Listening, listen } from "./platform/http/listen.ts";
import { createEventsRoutes } from "./platform/http/sse.ts";
import { createTokenService } from "./platform/http/tokens.service.ts";
import { createShutdown, type Shutdown } from "./platform/shutdown.ts";

export interface ServeOptions extends ComposeOptions {
  /** What the server adds its steps to; one of its own when left out. */
  shutdown?: Shutdown;
}

/** A server that is up. */
export interface Running {
  deps: Deps;
  listening: Listening;
  /** Stops accepting, ends streams, stops the collector, drains writes, checkpoints, closes. */
  shutdown: Shutdown;
}

/**
 * Brings everything up in order: database, change feed, HTTP, and the collector unless it is switched off. Rejects when the
 * database cannot be trusted or the address cannot be had; nothing is left open then.
 */
export async function serve(config: Config, options: ServeOptions = {}): Promise<Running> {
  const deps = await compose(config, options);
  const { log, clock } = deps;
  const shutdown = options.shutdown ?? createShutdown({ log, clock });
  const tail = createEventTail(deps);
  const tokens = createTokenService(deps);
  const events = createEventsRoutes({ ...deps, tail, tokens });
  const core = createCore(deps);
  const app = createApp(deps, { core, tokens, events, shutdown });
  try {
    const listening = await listen({ app, core, port: config.http.port, host: config.http.host });
    const collector = config.collector.enabled ? startCollector(deps) : undefined;
    tail.start();
    shutdown.add("stop accepting", ({ budgetMs }) => {
      events.closeAll();
      return listening.close(Math.min(budgetMs, 4_000));
    });
    shutdown.add("stop the collector", async ({ budgetMs }) => {
      await collector?.stop(Math.min(budgetMs, 3_000));
    });
    shutdown.add("stop the change feed", () => tail.stop());
    shutdown.add("close the database", () => deps.database.close());
    log.info({ url: listening.url, collector: config.collector.enabled }, "serving");
    return { deps, listening, shutdown };
  } catch (error) {
    await deps.database.close();
    throw error;
  }
}

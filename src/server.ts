import { loadConfig, runOrExplain } from "./entry.ts";
import { systemClock } from "./platform/clock.ts";
import { createLogger } from "./platform/log.ts";
import { createShutdown } from "./platform/shutdown.ts";
import { serve } from "./serve.ts";

await runOrExplain(async () => {
  const config = loadConfig();
  const log = createLogger(config.log.level);
  const shutdown = createShutdown({ log, clock: systemClock });
  // Before anything is up: the first process of a container ignores signals that it has no listener for.
  shutdown.install(process);
  await serve(config, { log, shutdown });
});

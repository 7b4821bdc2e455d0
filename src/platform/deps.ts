import type { Config } from "../config.ts";
import type { Clock } from "./clock.ts";
import type { Database } from "./db/database.ts";
import type { Logger } from "./log.ts";
import type { Random } from "./random.ts";

/** What every service, route, job and page is handed. A plain object: made in `compose.ts`, and by tests. */
export interface Deps {
  config: Config;
  database: Database;
  clock: Clock;
  log: Logger;
  random: Random;
  /** The only way out to other hosts. */
  fetch: typeof globalThis.fetch;
}

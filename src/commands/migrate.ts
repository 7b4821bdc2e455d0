import { databaseFile, MIGRATIONS_FOLDER, migrate } from "../compose.ts";
import { systemClock } from "../platform/clock.ts";
import { migrateDown, migrationStatus } from "../platform/db/migrate.ts";
import { createLogger } from "../platform/log.ts";
import { type Command, UsageError } from "./command.ts";

export const migrateCommand: Command = {
  name: "migrate",
  summary: "Bring the database to the newest schema and verify it; --check only looks, --down N goes back.",
  usage: "migrate [--check | --down N]",
  options: { check: { type: "boolean" }, down: { type: "string" } },
  async run({ config, out, err }, _args, options) {
    const path = databaseFile(config.database);
    const log = createLogger(config.log.level);
    if (path === undefined && (options.check === true || options.down !== undefined)) {
      err("--check and --down are for local files (DATABASE_URL=file:...) only.");
      return 1;
    }
    if (path === undefined) {
      out(JSON.stringify(await migrate(config, log), null, 2));
      return 0;
    }
    const common = { path, migrationsFolder: MIGRATIONS_FOLDER, clock: systemClock, log };
    if (options.check === true) {
      const status = await migrationStatus(common);
      out(JSON.stringify(status, null, 2));
      return status.pending.length === 0 && status.faults.length === 0 ? 0 : 1;
    }
    if (options.down !== undefined) {
      const steps = Number(options.down);
      if (!Number.isInteger(steps) || steps < 1) throw new UsageError("--down takes a number of steps, at least 1.");
      out(JSON.stringify(await migrateDown({ ...common, steps }), null, 2));
      return 0;
    }
    out(JSON.stringify(await migrate(config, log), null, 2));
    return 0;
  },
};

import { systemClock } from "../../../../src/platform/clock.ts";
import { migrateDatabase } from "../../../../src/platform/db/migrate.ts";
import { createLogger } from "../../../../src/platform/log.ts";
import { tables } from "./clubs.ts";

/** Run as a process of its own: migrates the file of its first argument with the folder of its second. */
const [path = "", migrationsFolder = ""] = process.argv.slice(2);
console.log("ready");
const report = await migrateDatabase({
  path,
  migrationsFolder,
  tables,
  clock: systemClock,
  log: createLogger("silent"),
});
console.log(JSON.stringify(report));

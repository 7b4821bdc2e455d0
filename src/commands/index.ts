import type { Command } from "./command.ts";
import { configCommand } from "./config.ts";
import { demoCommand } from "./demo.ts";
import { healthCommand } from "./health.ts";
import { importCommand } from "./import.ts";
import { migrateCommand } from "./migrate.ts";
import { openapiCommand } from "./openapi.ts";
import { tokenCommand } from "./token.ts";

/** Every subcommand, in the order of the help text. */
export const COMMANDS: readonly Command[] = [
  demoCommand,
  importCommand,
  migrateCommand,
  healthCommand,
  tokenCommand,
  configCommand,
  openapiCommand,
];

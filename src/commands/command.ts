import type { ParseArgsConfig } from "node:util";
import type { Config } from "../config.ts";

/** What a command is given: where to write, and the configuration (read late, so that `--help` works without one). */
export interface CommandContext {
  config: Config;
  /** Results, for people or pipes. */
  out(line: string): void;
  /** Progress and faults. */
  err(line: string): void;
  /** Whether standard error is a terminal that can redraw a line. */
  interactive: boolean;
  /** Fires on SIGINT and SIGTERM. */
  signal: AbortSignal;
}

export type Options = NonNullable<ParseArgsConfig["options"]>;
export type OptionValues = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** One subcommand of the command line. Exit codes: 0 done, 1 failed, 2 wrong use, 78 configuration. */
export interface Command {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What follows the program's name. */
  usage: string;
  options?: Options;
  /** Returns the exit code. Throws {@link UsageError} for wrong use. */
  run(context: CommandContext, args: string[], options: OptionValues): Promise<number>;
}

/** The command was called wrongly. Exit code 2. */
export class UsageError extends Error {}

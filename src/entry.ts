import { LibsqlError } from "@libsql/client";
import { UsageError } from "./commands/command.ts";
import { type Config, ConfigError, parseConfig, processEnvironment } from "./config.ts";
import { MigrationError } from "./platform/db/migration-error.ts";
import { AppError } from "./platform/errors.ts";

/** Failed, called wrongly, and configured wrongly (EX_CONFIG of sysexits.h). */
export type FailureCode = 1 | 2 | 78;

/** The configuration of this process. Throws {@link ConfigError}. */
export const loadConfig = (): Config => parseConfig(processEnvironment());

/** Runs an entry point; what goes wrong before it is up is told on standard error and ends the process. */
export async function runOrExplain(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const { text, exitCode } = explain(error);
    process.stderr.write(`${text}\n`);
    process.exit(exitCode);
  }
}

/** What went wrong in words for the person at the terminal, with a stack only where the fault is ours. */
export function explain(error: unknown): { text: string; exitCode: FailureCode } {
  if (error instanceof ConfigError) return { text: error.message, exitCode: 78 };
  if (!(error instanceof Error)) return { text: String(error), exitCode: 1 };
  const code = "code" in error ? String(error.code) : "";
  if (error instanceof UsageError || code.startsWith("ERR_PARSE_ARGS")) return { text: error.message, exitCode: 2 };
  if (code === "EADDRINUSE") return { text: `${addressOf(error)} is taken. Choose another with PORT.`, exitCode: 1 };
  return { text: isExpected(error) ? error.message : (error.stack ?? error.message), exitCode: 1 };
}

/** Faults of the world around the program: their message says all there is to say. */
const isExpected = (error: Error): boolean =>
  error instanceof AppError || error instanceof MigrationError || error instanceof LibsqlError || "syscall" in error;

const addressOf = (error: Error): string => ("port" in error ? `Port ${error.port}` : "The address");

import { type Config, ConfigError, parseConfig, processEnvironment } from "./config.ts";

const EX_CONFIG = 78;

/** The configuration of this process. Throws {@link ConfigError}. */
export const loadConfig = (): Config => parseConfig(processEnvironment());

/** Runs an entry point; what goes wrong before it is up is told on standard error, with exit code 78 for configuration. */
export async function runOrExplain(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const wrongConfig = error instanceof ConfigError;
    process.stderr.write(
      `${wrongConfig || !(error instanceof Error) ? String(error) : (error.stack ?? error.message)}\n`,
    );
    process.exit(wrongConfig ? EX_CONFIG : 1);
  }
}

import { type Logger, type LoggerOptions, pino } from "pino";

export type { Logger } from "pino";

export type LogLevel = "fatal" | "error" | "warn" | "info" | "debug" | "trace" | "silent";

/** JSON lines on standard error, or nothing when silent. Secrets named like secrets are cut out wherever they turn up. */
export function createLogger(level: LogLevel, base: Record<string, unknown> = {}): Logger {
  const options: LoggerOptions = {
    level,
    base: { service: "gameroom", ...base },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ["authorization", "*.authorization", "token", "*.token", "secret", "*.secret"],
      censor: "[redacted]",
    },
  };
  return pino(options, pino.destination({ fd: 2, sync: true }));
}

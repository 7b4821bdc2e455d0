import * as v from "valibot";

const port = v.pipe(v.string(), v.regex(/^\d+$/, "must be a whole number"), v.transform(Number), v.maxValue(65_535));
const flag = v.pipe(
  v.picklist(["true", "false", "on", "off", "1", "0"], "must be on or off"),
  v.transform((value) => value === "true" || value === "on" || value === "1"),
);
const list = v.pipe(
  v.string(),
  v.transform((value) =>
    value
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== ""),
  ),
);
const zone = v.pipe(v.string(), v.check(isTimeZone, "must be an IANA time zone such as Europe/Helsinki"));
const url = v.pipe(v.string(), v.url("must be a URL"));
const databaseUrl = v.pipe(
  v.string(),
  v.regex(/^(file|libsql|https?|wss?):./i, "must begin with file:, libsql:, http(s): or ws(s):"),
);

/** Every setting: the environment variable, its schema with default, and one line of documentation. */
export const SETTINGS = {
  PORT: { schema: v.optional(port, "8000"), doc: "Port of the HTTP server." },
  HOST: { schema: v.optional(v.string(), "0.0.0.0"), doc: "Address the HTTP server listens on." },
  DATABASE_URL: {
    schema: v.optional(databaseUrl, "file:./data/gameroom.db"),
    doc: "file: for a local file; libsql:, http(s):, ws(s): for a libSQL server.",
  },
  DATABASE_AUTH_TOKEN: { schema: v.optional(v.string()), doc: "Token of a libSQL server.", secret: true },
  DATABASE_SYNC_URL: { schema: v.optional(url), doc: "libSQL server that the local file is an embedded replica of." },
  SQLITE_SYNC: {
    schema: v.optional(v.picklist(["full", "normal"]), "full"),
    doc: "full: an acknowledged write survives a power cut. normal: the last moments may be lost, never corrupted.",
  },
  LOG_LEVEL: {
    schema: v.optional(v.picklist(["fatal", "error", "warn", "info", "debug", "trace", "silent"]), "info"),
    doc: "Least important log line shown.",
  },
  COLLECTOR: { schema: v.optional(flag, "on"), doc: "Run the collector inside the server process." },
  ESPN_BASE_URL: {
    schema: v.optional(url, "https://site.api.espn.com"),
    doc: "Where ESPN's site API is; the demo points it at its simulator.",
  },
  LIVE_INTERVAL_SECONDS: {
    schema: v.optional(
      v.pipe(
        v.string(),
        v.regex(/^\d+$/, "must be a whole number"),
        v.transform(Number),
        v.minValue(1),
        v.maxValue(60),
      ),
      "15",
    ),
    doc: "Seconds between reads of a slate with a game in progress (1 to 60).",
  },
  DISPLAY_TIME_ZONE: {
    schema: v.optional(zone, "Europe/Helsinki"),
    doc: "Time zone of the pages when the visitor has not chosen one.",
  },
  PUBLIC_READS: { schema: v.optional(flag, "true"), doc: "Whether collected data can be read without a token." },
  ADMIN_TOKEN: {
    schema: v.optional(v.pipe(v.string(), v.minLength(16, "must be at least 16 characters"))),
    doc: "A token with every scope, for the first start.",
    secret: true,
  },
  CORS_ORIGINS: {
    schema: v.optional(list, ""),
    doc: "Comma-separated origins whose pages may call the API; * for any.",
  },
  SECRETS_KEY: { schema: v.optional(v.string()), doc: "Key for secrets at rest (32 bytes, base64).", secret: true },
} as const;

type Settings = typeof SETTINGS;
type Values = { [K in keyof Settings]: v.InferOutput<Settings[K]["schema"]> };

/** The settings the process runs with. */
export interface Config {
  http: { port: number; host: string; corsOrigins: string[]; publicReads: boolean; adminToken: string | undefined };
  database: { url: string; authToken: string | undefined; syncUrl: string | undefined; synchronous: "full" | "normal" };
  log: { level: Values["LOG_LEVEL"] };
  collector: { enabled: boolean; espnBaseUrl: string; liveIntervalMs: number };
  display: { timeZone: string };
  secrets: { key: string | undefined };
}

/** Thrown with every fault at once, each naming its variable. Entry points print it and exit with 78 (EX_CONFIG). */
export class ConfigError extends Error {
  readonly faults: string[];
  constructor(faults: string[]) {
    super(`Configuration is not valid:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.name = "ConfigError";
    this.faults = faults;
  }
}

/** Reads settings from environment variables; an empty string counts as unset. Throws {@link ConfigError}. */
export function parseConfig(env: Record<string, string | undefined>): Config {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { schema }] of Object.entries(SETTINGS)) {
    const result = v.safeParse(schema, env[name] === "" ? undefined : env[name]);
    if (result.success) values[name] = result.output;
    else faults.push(`${name} ${result.issues[0].message}`);
  }
  if (faults.length > 0) throw new ConfigError(faults);
  const set = values as Values;
  return {
    http: {
      port: set.PORT,
      host: set.HOST,
      corsOrigins: set.CORS_ORIGINS,
      publicReads: set.PUBLIC_READS,
      adminToken: set.ADMIN_TOKEN,
    },
    database: {
      url: set.DATABASE_URL,
      authToken: set.DATABASE_AUTH_TOKEN,
      syncUrl: set.DATABASE_SYNC_URL,
      synchronous: set.SQLITE_SYNC,
    },
    log: { level: set.LOG_LEVEL },
    collector: {
      enabled: set.COLLECTOR,
      espnBaseUrl: set.ESPN_BASE_URL,
      liveIntervalMs: set.LIVE_INTERVAL_SECONDS * 1_000,
    },
    display: { timeZone: set.DISPLAY_TIME_ZONE },
    secrets: { key: set.SECRETS_KEY },
  };
}

/** The environment of this process, with the variables of a `.env` file in the working directory beneath it. */
export function processEnvironment(): Record<string, string | undefined> {
  try {
    process.loadEnvFile();
  } catch {
    // No .env file: the environment alone decides.
  }
  return process.env;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

import type { Config } from "../config.ts";
import type { Command } from "./command.ts";

const HIDDEN = "[set]";

/** The configuration with every secret replaced. */
export const redact = (config: Config) => ({
  ...config,
  http: { ...config.http, adminToken: hide(config.http.adminToken) },
  database: { ...config.database, authToken: hide(config.database.authToken) },
  secrets: { key: hide(config.secrets.key) },
});

const hide = (secret: string | undefined) => (secret === undefined ? null : HIDDEN);

export const configCommand: Command = {
  name: "config",
  summary: "Print the configuration in force, without secrets.",
  usage: "config",
  async run({ config, out }) {
    out(JSON.stringify(redact(config), null, 2));
    return 0;
  },
};

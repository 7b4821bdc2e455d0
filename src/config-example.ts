import { SETTINGS } from "./config.ts";

interface Setting {
  name: string;
  /** As written in the environment; undefined when the setting is off unless given. */
  default: string | undefined;
  doc: string;
  secret: boolean;
}

const settings: Setting[] = Object.entries(SETTINGS).map(([name, setting]) => ({
  name,
  default: setting.schema.default || undefined,
  doc: setting.doc,
  secret: "secret" in setting,
}));

/** The text of `.env.example`: every setting with its documentation, commented out at its default. */
export function renderEnvExample(): string {
  const head = [
    "# Copy this file to .env and uncomment what you change. The environment wins over .env.",
    "# Values shown are the defaults; a setting without one is off until you give it a value.",
  ];
  const entries = settings.map((it) => `# ${it.doc}${it.secret ? " Secret." : ""}\n#${it.name}=${it.default ?? ""}`);
  return `${[head.join("\n"), ...entries].join("\n\n")}\n`;
}

/** The same settings as a Markdown table, for the README. */
export function renderSettingsTable(): string {
  const rows = settings.map((it) => {
    const value = it.default === undefined ? "" : `\`${it.default}\``;
    return `| \`${it.name}\` | ${value} | ${it.doc}${it.secret ? " Secret." : ""} |`;
  });
  return ["| variable | default | what it does |", "|---|---|---|", ...rows].join("\n");
}

import type { Command } from "./command.ts";

export const healthCommand: Command = {
  name: "health",
  summary: "Ask the running server whether it is ready; exit 1 when it is not.",
  usage: "health [--url http://127.0.0.1:8000]",
  options: { url: { type: "string" } },
  async run({ config, out, err, signal }, _args, options) {
    const base = typeof options.url === "string" ? options.url : `http://127.0.0.1:${config.http.port}`;
    try {
      const response = await fetch(new URL("/readyz", base), {
        signal: AbortSignal.any([signal, AbortSignal.timeout(5_000)]),
      });
      out(await response.text());
      return response.ok ? 0 : 1;
    } catch {
      err(`No answer from ${base}.`);
      return 1;
    }
  },
};

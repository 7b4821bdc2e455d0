#!/usr/bin/env node
import { parseArgs } from "node:util";
import type { Command } from "./commands/command.ts";
import { COMMANDS } from "./commands/index.ts";
import { explain, loadConfig } from "./entry.ts";

const err = (line: string) => process.stderr.write(`${line}\n`);
const out = (line: string) => process.stdout.write(`${line}\n`);

function usage(): string {
  const width = Math.max(...COMMANDS.map((command) => command.name.length));
  const lines = COMMANDS.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return ["Usage: gameroom <command> [options]", "", ...lines, "", "Every command takes --help."].join("\n");
}

async function main(argv: string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === "--help" || name === "-h" || name === "help") {
    out(usage());
    return 0;
  }
  if (name === undefined) {
    err(usage());
    return 2;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    err(`Unknown command. Known: ${COMMANDS.map((known) => known.name).join(", ")}; gameroom --help says more.`);
    return 2;
  }
  return runCommand(command, rest);
}

async function runCommand(command: Command, rest: string[]): Promise<number> {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  process.once("SIGTERM", () => stop.abort());
  try {
    const { values, positionals } = parseArgs({
      args: rest,
      options: { help: { type: "boolean" }, ...command.options },
      allowPositionals: true,
      strict: true,
    });
    if (values.help) {
      out(`Usage: gameroom ${command.usage}\n\n${command.summary}`);
      return 0;
    }
    const config = loadConfig();
    const interactive = process.stderr.isTTY === true;
    return await command.run({ config, out, err, interactive, signal: stop.signal }, positionals, values);
  } catch (error) {
    const { text, exitCode } = explain(error);
    err(exitCode === 2 ? `${text}\nUsage: gameroom ${command.usage}` : text);
    return exitCode;
  }
}

process.exitCode = await main(process.argv.slice(2));

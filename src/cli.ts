#!/usr/bin/env node
import { parseArgs } from "node:util";
import { type Command, UsageError } from "./commands/command.ts";
import { COMMANDS } from "./commands/index.ts";
import { ConfigError, parseConfig, processEnvironment } from "./config.ts";
import { AppError, messageOf } from "./platform/errors.ts";

const err = (line: string) => process.stderr.write(`${line}\n`);
const out = (line: string) => process.stdout.write(`${line}\n`);

function usage(): string {
  const width = Math.max(...COMMANDS.map((command) => command.usage.length));
  const lines = COMMANDS.map((command) => `  ${command.usage.padEnd(width)}  ${command.summary}`);
  return ["Usage: gameroom <command> [options]", "", ...lines, "", "Every command takes --help."].join("\n");
}

async function main(argv: string[]): Promise<number> {
  const [name, ...rest] = argv;
  if (name === undefined || name === "--help" || name === "help") {
    out(usage());
    return name === undefined ? 2 : 0;
  }
  const command = COMMANDS.find((candidate) => candidate.name === name);
  if (command === undefined) {
    err(`Unknown command. Known: ${COMMANDS.map((known) => known.name).join(", ")}`);
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
    const config = parseConfig(processEnvironment());
    const interactive = process.stderr.isTTY === true;
    return await command.run({ config, out, err, interactive, signal: stop.signal }, positionals, values);
  } catch (error) {
    return explain(command, error);
  }
}

function explain(command: Command, error: unknown): number {
  if (error instanceof ConfigError) {
    err(error.message);
    return 78;
  }
  if (error instanceof UsageError || (error instanceof TypeError && "code" in error)) {
    err(`${messageOf(error)}\nUsage: gameroom ${command.usage}`);
    return 2;
  }
  err(
    error instanceof AppError ? error.message : error instanceof Error ? (error.stack ?? error.message) : String(error),
  );
  return 1;
}

process.exitCode = await main(process.argv.slice(2));

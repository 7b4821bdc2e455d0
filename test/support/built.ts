import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { ROOT } from "./source-files.ts";

export interface Built {
  process: ChildProcess;
  /** Everything written so far. */
  stdout(): string;
  stderr(): string;
  /** Exit code; the name of the signal where one ended it. */
  ended: Promise<number | string>;
}

/**
 * Starts an entry point of dist/ in a folder that is not the project's, with these settings and nothing inherited but
 * PATH: what runs must not lean on the working directory or on a developer's environment.
 */
export function startBuilt(
  entry: string,
  args: string[],
  options: { cwd: string; env: Record<string, string> },
): Built {
  const child = spawn(process.execPath, [join(ROOT, "dist", entry), ...args], {
    cwd: options.cwd,
    env: { PATH: process.env.PATH ?? "", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout?.on("data", (data) => {
    output.stdout += data;
  });
  child.stderr?.on("data", (data) => {
    output.stderr += data;
  });
  const ended = once(child, "close").then(([code, signal]) => (code ?? signal) as number | string);
  return { process: child, stdout: () => output.stdout, stderr: () => output.stderr, ended };
}

/** A port of this machine that nothing listens on at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Resolves with the first answer to `url`; throws with the process's output when it ends or `timeoutMs` passes before. */
export async function firstAnswer(url: string, built: Built, timeoutMs = 30_000): Promise<Response> {
  let end: number | string | undefined;
  built.ended.then((code) => {
    end = code;
  });
  const deadline = performance.now() + timeoutMs;
  while (performance.now() < deadline && end === undefined) {
    try {
      return await fetch(url);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
  throw new Error(`no answer from ${url}; ended: ${end ?? "no"}; said:\n${built.stderr()}`);
}

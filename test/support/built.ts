import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
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

export interface Place {
  /** A folder of the test's own: working directory, database and temporary files. */
  folder: string;
  databasePath: string;
  /** Where a server started here answers. */
  origin: string;
  /** What processes started from now on have in their environment; may be changed. */
  env: Record<string, string>;
  start(entry: string, ...args: string[]): Built;
  /** Runs an entry point to its end. */
  run(entry: string, ...args: string[]): Promise<{ code: number | string; stdout: string; stderr: string }>;
  /** Starts the server; resolves when it answers. */
  serve(): Promise<Built>;
}

/** A place to start what was built in: a new database, a free port, and a feed out of reach unless `env` names one. */
export async function createPlace(env: Record<string, string> = {}): Promise<Place> {
  const folder = mkdtempSync(join(tmpdir(), "gameroom-process-"));
  const started: Built[] = [];
  onTestFinished(async () => {
    for (const built of started) {
      built.process.kill("SIGKILL");
      await built.ended;
    }
    rmSync(folder, { recursive: true, force: true });
  });
  const port = await freePort();
  const databasePath = join(folder, "gameroom.db");
  const place: Place = {
    folder,
    databasePath,
    origin: `http://127.0.0.1:${port}`,
    env: {
      DATABASE_URL: `file:${databasePath}`,
      ESPN_BASE_URL: await deadUrl(),
      HOST: "127.0.0.1",
      PORT: String(port),
      TMPDIR: folder,
      ...env,
    },
    start(entry, ...args) {
      const built = startBuilt(entry, args, { cwd: folder, env: place.env });
      started.push(built);
      return built;
    },
    async run(entry, ...args) {
      const built = place.start(entry, ...args);
      return { code: await built.ended, stdout: built.stdout(), stderr: built.stderr() };
    },
    async serve() {
      const server = place.start("server.js");
      await firstAnswer(`${place.origin}/healthz`, server);
      return server;
    },
  };
  return place;
}

/** Asks a process to stop; resolves with how it ended and after how many milliseconds. */
export async function stop(built: Built, signal: NodeJS.Signals = "SIGTERM") {
  const before = performance.now();
  built.process.kill(signal);
  return { code: await built.ended, tookMs: performance.now() - before };
}

/** An address of this machine that nobody answers at. */
export const deadUrl = async (): Promise<string> => `http://127.0.0.1:${await freePort()}`;

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

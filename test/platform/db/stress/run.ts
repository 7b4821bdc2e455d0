import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Native from "libsql";

export interface StressOptions {
  seconds: number;
  client: "local" | "stock";
  /** Kills one writer with SIGKILL at a random moment. */
  kill: boolean;
}

export interface WriterReport {
  acknowledged: number;
  refused: number;
  delayP99Ms: number;
  delayMaxMs: number;
  busyWaits: number;
  commits: number;
  checkpoints: number;
}

export interface StressReport {
  /** Undefined for a writer that was killed. */
  writers: (WriterReport | undefined)[];
  /** Acknowledged rows that the table does not hold. */
  lost: number;
  /** Rows that the table holds more than once. */
  repeated: number;
  acknowledged: number;
  rows: number;
  locks: number;
  integrity: string;
}

/** Two processes write as fast as they can while a third holds the lock on and off; then every acknowledged row is counted. */
export async function runStress({ seconds, client, kill }: StressOptions): Promise<StressReport> {
  const directory = mkdtempSync(join(tmpdir(), "gameroom-stress-"));
  try {
    const path = join(directory, "stress.db");
    const setup = new Native(path);
    setup.exec("PRAGMA journal_mode = WAL");
    setup.exec("CREATE TABLE acknowledged (writer TEXT NOT NULL, number INTEGER NOT NULL)");
    setup.close();

    const names = ["first", "second"];
    const logOf = (name: string) => join(directory, `${name}.log`);
    for (const name of names) writeFileSync(logOf(name), "");
    const locker = start("locker.ts", [path, String(seconds + 0.5)]);
    const writers = names.map((name) => start("writer.ts", [path, name, logOf(name), client, String(seconds)]));
    if (kill) {
      const victim = writers[1];
      await firstAcknowledgement(logOf("second"));
      setTimeout(() => victim?.child.kill("SIGKILL"), Math.random() * seconds * 800);
    }
    const outputs = await Promise.all(writers.map((writer) => writer.output));
    const { locks } = JSON.parse((await locker.output) ?? "{}");
    return {
      writers: outputs.map((output) => (output === undefined ? undefined : JSON.parse(output))),
      locks,
      ...count(path, names, (name) => readFileSync(logOf(name), "utf8")),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function count(path: string, names: string[], logOf: (name: string) => string) {
  const database = new Native(path);
  const query = (sql: string, ...args: unknown[]) => database.prepare(sql).raw(true).all(args) as unknown[][];
  let lost = 0;
  let acknowledged = 0;
  for (const name of names) {
    const present = new Set(query("SELECT number FROM acknowledged WHERE writer = ?", name).map(([number]) => number));
    // A process killed while it wrote its log may leave a last line without its end.
    for (const line of logOf(name).split("\n").slice(0, -1)) {
      acknowledged += 1;
      if (!present.has(Number(line))) lost += 1;
    }
  }
  const repeated = query("SELECT 1 FROM acknowledged GROUP BY writer, number HAVING count(*) > 1").length;
  const rows = query("SELECT count(*) FROM acknowledged")[0]?.[0] as number;
  const integrity = String(query("PRAGMA integrity_check")[0]?.[0]);
  database.close();
  return { lost, repeated, acknowledged, rows, integrity };
}

/** Resolves to the last line a script printed, or undefined when it was killed. Rejects when it failed by itself. */
function start(script: string, args: string[]): { child: ChildProcess; output: Promise<string | undefined> } {
  const file = fileURLToPath(new URL(script, import.meta.url));
  const child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), file, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout?.on("data", (chunk) => {
    printed += chunk;
  });
  const output = new Promise<string | undefined>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") resolve(undefined);
      else if (code === 0) resolve(printed.trim().split("\n").at(-1));
      else reject(new Error(`${script} ended with ${code ?? signal}`));
    });
  });
  return { child, output };
}

async function firstAcknowledgement(log: string) {
  const deadline = performance.now() + 15_000;
  while (readFileSync(log, "utf8") === "") {
    if (performance.now() > deadline) throw new Error("The writer acknowledged nothing");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

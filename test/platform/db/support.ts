import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Native from "libsql";
import { afterEach } from "vitest";
import { type Clock, systemClock } from "../../../src/platform/clock.ts";
import { type LocalClient, type LocalClientOptions, openLocalClient } from "../../../src/platform/db/local-client.ts";
import { createLogger } from "../../../src/platform/log.ts";
import { seededRandom } from "../../../src/platform/random.ts";

const cleanups: (() => unknown)[] = [];

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** Runs after the test, before what was registered earlier. */
export const afterTest = (cleanup: () => unknown): unknown => cleanups.push(cleanup);

/** A directory that is gone after the test. */
export function scratchDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "gameroom-db-"));
  cleanups.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const environment = { clock: systemClock, random: seededRandom(1), log: createLogger("silent") };

export interface Scratch {
  path: string;
  client: LocalClient;
}

/** A client on a file of its own, with `schema` run as a script. */
export async function openScratch(schema = "", options: Partial<LocalClientOptions> = {}): Promise<Scratch> {
  const path = options.path ?? join(scratchDirectory(), "scratch.db");
  const client = await openLocalClient({ ...environment, path, synchronous: "normal", ...options });
  cleanups.push(() => client.close());
  if (schema !== "") await client.executeMultiple(schema);
  return { path, client };
}

/** Another connection to the file, as another process would have one. */
export function openOther(path: string): Native.Database {
  const other = new Native(path);
  cleanups.push(() => {
    if (other.open) other.close();
  });
  return other;
}

/** What another process sees: rows as arrays. */
export const rowsSeenBy = (other: Native.Database, sql: string): unknown[][] =>
  other.prepare(sql).raw(true).all([]) as unknown[][];

export const ITEMS = "CREATE TABLE items (id INTEGER PRIMARY KEY, label TEXT NOT NULL UNIQUE, size INTEGER) STRICT";

/** All labels in the order of their rows, as the client sees them. */
export async function labels(client: Pick<LocalClient, "execute">): Promise<unknown[]> {
  const { rows } = await client.execute("SELECT label FROM items ORDER BY id");
  return rows.map((row) => row.label);
}

export const insert = (label: string) => ({ sql: "INSERT INTO items (label) VALUES (?)", args: [label] });

/** Resolves when `condition` holds; throws when it does not within two seconds. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = performance.now() + 2_000;
  while (!condition()) {
    if (performance.now() > deadline) throw new Error("The condition did not come true");
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A clock that jumps over every sleep, so that waiting five seconds takes a moment. */
export function leapingClock(): Clock & { sleeps: number[] } {
  let now = 0;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => new Date(now),
    monotonicMs: () => now,
    async sleep(ms) {
      sleeps.push(ms);
      now += ms;
      await new Promise((resolve) => setImmediate(resolve));
      return { aborted: false };
    },
  };
}

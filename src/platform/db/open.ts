import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock } from "../clock.ts";
import type { Logger } from "../log.ts";
import type { Random } from "../random.ts";
import type { Database, Tx } from "./database.ts";
import { createLocalDrizzle } from "./drizzle.ts";
import { pathOfFileUrl } from "./file-url.ts";
import { openLocalClient } from "./local-client.ts";

export interface OpenDatabaseOptions {
  /** `file:` for a local file; `libsql:`, `http(s):`, `ws(s):` for a libSQL server. */
  url: string;
  authToken?: string | undefined;
  /** Server that the local file is an embedded replica of. */
  syncUrl?: string | undefined;
  /** `full`: an acknowledged write survives a power cut. `normal`: the last moments may not. Local files only. */
  synchronous: "full" | "normal";
  clock: Clock;
  random: Random;
  log: Logger;
}

/**
 * Opens the database; a local file and its directory are made when missing. Throws `LibsqlError` when that is impossible
 * and `AppError("database-busy")` when another process keeps the file locked.
 */
export function openDatabase(options: OpenDatabaseOptions): Promise<Database> {
  const isLocal = /^file:/i.test(options.url) && options.syncUrl === undefined;
  return isLocal ? openLocalDatabase(options) : openRemoteDatabase(options);
}

async function openLocalDatabase({ url, ...options }: OpenDatabaseOptions): Promise<Database> {
  const path = pathOfFileUrl(url);
  await mkdir(dirname(path), { recursive: true });
  const client = await openLocalClient({ ...options, path });
  const db = createLocalDrizzle(client);
  return {
    kind: "local",
    path,
    client,
    db,
    write: (work) => db.transaction((tx) => work(tx as unknown as Tx)),
    dataVersion: client.dataVersion,
    stats: client.stats,
    close: client.shutdown,
  };
}

async function openRemoteDatabase({ url, authToken, syncUrl, clock }: OpenDatabaseOptions): Promise<Database> {
  const path = syncUrl === undefined ? undefined : pathOfFileUrl(url);
  if (path !== undefined) await mkdir(dirname(path), { recursive: true });
  // Loaded when needed: the clients for servers take longer to load than a local database takes to open.
  const [{ drizzle }, { createRemoteClient }] = await Promise.all([
    import("drizzle-orm/libsql"),
    import("./remote.ts"),
  ]);
  const remote = createRemoteClient({ url, authToken, syncUrl, clock });
  const db = drizzle(remote.client);
  return {
    kind: "remote",
    path,
    client: remote.client,
    db,
    write: (work) => db.transaction((tx) => work(tx as unknown as Tx)),
    dataVersion: remote.dataVersion,
    stats: () => ({
      queueDepth: remote.queueDepth(),
      commits: remote.commits(),
      groupedUnits: 0,
      busyWaits: 0,
      checkpoints: 0,
      walPages: 0,
    }),
    close: async () => remote.client.close(),
  };
}

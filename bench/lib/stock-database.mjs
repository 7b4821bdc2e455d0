import { createClient } from "@libsql/client";
import { drizzle } from "drizzle-orm/libsql";

/** What `openDatabase` of the product gives, over the file client of `@libsql/client` as it comes. */
export async function openStockDatabase({ url }) {
  const client = createClient({ url });
  const db = drizzle(client);
  let commits = 0;
  return {
    kind: "local",
    path: undefined,
    client,
    db,
    async write(work) {
      const result = await db.transaction(work);
      commits++;
      return result;
    },
    dataVersion: () => `${commits}`,
    stats: () => ({ queueDepth: 0, commits, groupedUnits: 0, busyWaits: 0, checkpoints: 0, walPages: 0 }),
    close: async () => client.close(),
  };
}

/*
 * The product: `node product.mjs FILE local|stock cached|uncached`. `stock` puts the file client of `@libsql/client` under the
 * same application; `uncached` gives every look-up in the response cache a data version of its own, as if somebody had
 * committed just before, so that each request runs the whole handler and all that a miss costs.
 */
import { dist } from "../lib/dist.mjs";
import { openStockDatabase } from "../lib/stock-database.mjs";

const [file, client, caching] = process.argv.slice(2);
const { parseConfig } = await dist("config");
const { openDatabase } = await dist("platform/db/open");
const { serve } = await dist("serve");

const config = parseConfig({
  DATABASE_URL: `file:${file}`,
  HOST: "127.0.0.1",
  PORT: "0",
  COLLECTOR: "off",
  LOG_LEVEL: "silent",
});
const { listening } = await serve(config, {
  async openDatabase(options) {
    const database = await (client === "stock" ? openStockDatabase : openDatabase)(options);
    return caching === "cached" ? database : withoutRepeats(database);
  },
});
process.send({ port: listening.port });

function withoutRepeats(database) {
  let version = 0;
  return { ...database, dataVersion: () => `${database.dataVersion()} ${version++}` };
}

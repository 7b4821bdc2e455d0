import { defineConfig } from "drizzle-kit";

export default defineConfig({
  dialect: "sqlite",
  schema: ["./src/platform/**/*.tables.ts", "./src/modules/**/*.tables.ts"],
  out: "./drizzle",
  dbCredentials: { url: "file:./data/gameroom.db" },
  tablesFilter: ["!_litestream_*", "!libsql_*"],
});

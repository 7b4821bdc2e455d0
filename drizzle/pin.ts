import { pinMigrations } from "../src/platform/db/migration-pins.ts";

// After `drizzle-kit generate`: npx tsx drizzle/pin.ts
for (const tag of pinMigrations(import.meta.dirname)) console.log(`pinned ${tag}`);

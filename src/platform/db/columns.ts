import { integer } from "drizzle-orm/sqlite-core";

/** An instant: whole milliseconds since 1970, UTC. */
export const instant = (name: string) => integer(name, { mode: "timestamp_ms" });

/** A yes or no, stored as 1 or 0. */
export const flag = (name: string) => integer(name, { mode: "boolean" });

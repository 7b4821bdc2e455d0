import { hc } from "hono/client";
import type { AppType } from "./app.ts";

/** The typed client of every API route. */
export type Client = ReturnType<typeof hc<AppType>>;

/** A client for a server at `baseUrl`; further arguments are those of Hono's `hc`. */
export const createClient = (...args: Parameters<typeof hc>): Client => hc<AppType>(...args);

import { readFileSync } from "node:fs";
import type { OpenApiInfo } from "./platform/http/openapi.ts";

const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** The product's version, from `package.json`. */
export const VERSION =
  typeof manifest === "object" && manifest !== null && "version" in manifest ? String(manifest.version) : "0";

export const API_INFO: OpenApiInfo = {
  title: "Gameroom",
  version: VERSION,
  description:
    "The backend of a home's game room. Reads of collected data are open unless the owner closed them; everything else takes a bearer token. Errors are RFC 9457 problems.",
  tags: [
    { name: "scores", description: "Games, standings and teams of the leagues the house follows." },
    { name: "events", description: "The change feed, live." },
    { name: "light-score", description: "The surface of the Light Score backend, for its front end." },
    { name: "tokens", description: "Bearer tokens and their scopes." },
    { name: "operations", description: "Whether the process is well." },
  ],
};

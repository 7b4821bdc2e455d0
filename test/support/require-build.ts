import { existsSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./source-files.ts";

/** Tests of the built program mean nothing without it. */
export default function setup(): void {
  for (const made of ["dist/server.js", "dist/web/public/.vite/manifest.json"])
    if (!existsSync(join(ROOT, made))) throw new Error(`${made} is missing: run npm run build first`);
}

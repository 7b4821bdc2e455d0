import { existsSync } from "node:fs";

const root = new URL("../../dist/", import.meta.url);

/** A module of the built product by its path in `src`, without ending. */
export const dist = (module) => import(new URL(`${module}.js`, root));

export const SERVER = new URL("server.js", root);

/** Throws when there is no built product. */
export function requireBuild() {
  if (!existsSync(SERVER)) throw new Error("The product is not built: npm run build");
}

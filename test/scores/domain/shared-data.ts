import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";

/** Recorded third-party tables and payloads, beside the project and never in it. */
const SHARED_DATA = resolve(import.meta.dirname, "../../../../shared/data");

/** Whether a file of the shared data is there; says so once per file when it is not, because tests skip then. */
export const hasSharedData = (path: string): boolean => {
  const present = existsSync(resolve(SHARED_DATA, path));
  if (!present) console.warn(`skipped: ../shared/data/${path} is not present`);
  return present;
};

export const readSharedJson = (path: string): unknown => JSON.parse(readFileSync(resolve(SHARED_DATA, path), "utf8"));

/** Rows of a shared CSV file by column name. These tables quote no cell that holds a comma. */
export const readSharedCsv = (path: string): Record<string, string>[] => {
  const [header = "", ...lines] = readFileSync(resolve(SHARED_DATA, path), "utf8").trimEnd().split(/\r?\n/);
  const columns = header.split(",");
  return lines.map((line) => {
    const cells = line.split(",");
    if (cells.length !== columns.length) throw new Error(`${path}: a row with ${cells.length} cells`);
    return Object.fromEntries(columns.map((column, position) => [column, cells[position] ?? ""]));
  });
};

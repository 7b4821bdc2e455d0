import { existsSync, readFileSync } from "node:fs";

const FOLDER = new URL("../../../../shared/data/", import.meta.url);

/** Whether recorded third-party data lies beside the project; tests that need it are skipped, and say so, where it does not. */
export const hasReferenceData = existsSync(FOLDER);
if (!hasReferenceData) console.warn("Skipped: tests on recorded payloads, because ../shared/data is not there.");

export const referencePath = (path: string): URL => new URL(path, FOLDER);
export const referenceJson = (path: string): unknown => JSON.parse(readFileSync(referencePath(path), "utf8"));

/** One of the project's own payloads. */
export const fixtureText = (path: string): string =>
  readFileSync(new URL(`../../fixtures/espn/${path}`, import.meta.url), "utf8");
export const fixtureJson = (path: string): unknown => JSON.parse(fixtureText(path));

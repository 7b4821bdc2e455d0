import { createHash } from "node:crypto";
import * as v from "valibot";
import { expect } from "vitest";
import type { GameObservation } from "../../../src/modules/scores/domain/game.ts";
import { importGames, parseGamesCsv } from "../../../src/modules/scores/index.ts";
import { type IngestReport, ingestObservations } from "../../../src/modules/scores/ingest.service.ts";
import type { Deps } from "../../../src/platform/deps.ts";
import { Problem } from "../../../src/platform/http/problem.ts";
import { createFakeClock } from "../../support/fake-clock.ts";
import { createTestProduct } from "../../support/product.ts";
import { nfl } from "../domain/game-factory.ts";

export const API = "/api/v1/scores/nfl";

export interface ImportOptions {
  signal?: AbortSignal;
  onProgress?: (done: number, total: number) => void;
}

/** Imports a games.csv as the command does. Throws when a row cannot be read. */
export async function importCsv(deps: Deps, text: string, options: ImportOptions = {}) {
  const observations: GameObservation[] = [];
  for await (const row of parseGamesCsv(nfl, [text])) {
    if (!("observation" in row)) throw new Error(`line ${row.line}: ${row.reason}`);
    observations.push(row.observation);
  }
  const sha256 = createHash("sha256").update(text).digest("hex");
  return importGames(deps, { league: nfl, format: "nflverse", sha256, observations, ...options });
}

/** Stores what the live feed says at `observedAt`, with everything that is told of it. */
export const tell = (
  deps: Deps,
  observations: GameObservation[],
  observedAt = deps.clock.now(),
): Promise<IngestReport> =>
  deps.database.write((tx) => ingestObservations(tx, deps, nfl, observations, { observedAt, announce: true }));

/** The product at an instant, with shortcuts for asking it. Empty unless something is imported or told. */
export async function createScoresApi({
  now = new Date("2026-09-01T12:00:00Z"),
  env = {},
}: {
  now?: Date;
  env?: Record<string, string>;
} = {}) {
  const clock = createFakeClock(now);
  const product = await createTestProduct({ clock, env });
  const { app, deps } = product;
  const request = (path: string, headers: Record<string, string> = {}) =>
    Promise.resolve(app.request(path.startsWith("/") ? path : `${API}/${path}`, { headers }));
  return {
    ...product,
    clock,
    request,
    importCsv: (text: string, options?: ImportOptions) => importCsv(deps, text, options),
    tell: (observations: GameObservation[], observedAt?: Date) => tell(deps, observations, observedAt),
    /** The answer to a path below the league's, checked to be what `schema` says and nothing else. */
    async get<S extends v.GenericSchema>(schema: S, path: string): Promise<v.InferOutput<S>> {
      const answer = await request(path);
      const body: unknown = await answer.json();
      expect(answer.status, `${path}: ${JSON.stringify(body)}`).toBe(200);
      const parsed = v.parse(schema, body);
      expect(parsed, `${path} has members that its schema does not know`).toEqual(body);
      return parsed;
    },
    /** The error answer to a path, checked to be a problem that nobody keeps. */
    async problem(path: string, headers?: Record<string, string>): Promise<Problem> {
      const answer = await request(path, headers);
      expect(answer.headers.get("content-type"), path).toBe("application/problem+json");
      expect(answer.headers.get("cache-control"), path).toBe("no-store");
      const problem = v.parse(Problem, await answer.json());
      expect(problem.status, path).toBe(answer.status);
      return problem;
    },
  };
}

export type ScoresApi = Awaited<ReturnType<typeof createScoresApi>>;

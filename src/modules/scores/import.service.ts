import { isDeepStrictEqual } from "node:util";
import type { Deps } from "../../platform/deps.ts";
import { newId } from "../../platform/ids.ts";
import type { GameObservation } from "./domain/game.ts";
import type { League } from "./domain/league.ts";
import { type TeamSeason, teamsOf } from "./domain/teams.ts";
import {
  findImportRun,
  type ImportRunRow,
  listTeamSeasons,
  saveImportRun,
  saveTeamSeasons,
} from "./feeds.repository.ts";
import { ingestObservations } from "./ingest.service.ts";

export interface ImportInput {
  league: League;
  /** Such as `nflverse`. */
  format: string;
  /** SHA-256 of the file, hexadecimal: what makes a repeated import recognisable. */
  sha256: string;
  observations: readonly GameObservation[];
  /** Told after every season that is stored. */
  onProgress?: (done: number, total: number) => void;
  signal?: AbortSignal;
}

export interface ImportReport {
  rows: number;
  /** Rows skipped because an earlier run of the same file had stored them. */
  resumedAt: number;
  created: number;
  changed: number;
  ignored: Record<string, number>;
  finished: boolean;
}

/**
 * Stores a table of games, a season per transaction, without announcing history. A run that was broken off goes on
 * behind the last season it stored; a run over a file that is stored already changes nothing.
 */
export async function importGames(deps: Deps, input: ImportInput): Promise<ImportReport> {
  const { league, observations, onProgress, signal } = input;
  const startedAt = deps.clock.now();
  const known = await findImportRun(deps.database.db, league.id, input.format, input.sha256);
  await storeTeamSeasons(deps, league);
  let run = known !== undefined && known.finishedAt === null ? known : newRun(deps, input, known, startedAt);
  const report: ImportReport = {
    rows: observations.length,
    resumedAt: run.rowsDone,
    created: 0,
    changed: 0,
    ignored: {},
    finished: false,
  };

  for (const season of seasonsFrom(observations, run.rowsDone)) {
    if (signal?.aborted) return report;
    run = await deps.database.write(async (tx) => {
      const stored = await ingestObservations(tx, deps, league, season, { observedAt: startedAt, announce: false });
      report.created += stored.created;
      report.changed += stored.changed;
      for (const [reason, count] of Object.entries(stored.ignored))
        report.ignored[reason] = (report.ignored[reason] ?? 0) + count;
      const next = {
        ...run,
        rowsDone: run.rowsDone + season.length,
        created: run.created + stored.created,
        changed: run.changed + stored.changed,
      };
      await saveImportRun(tx, next);
      return next;
    });
    onProgress?.(run.rowsDone, observations.length);
  }
  const finished = { ...run, finishedAt: deps.clock.now() };
  await deps.database.write((tx) => saveImportRun(tx, finished));
  return { ...report, finished: true };
}

/** Writes the clubs of every season that are not in the file as the program has them: they are data of the program, in the file for those who look into it. */
export async function storeTeamSeasons(deps: Deps, league: League): Promise<void> {
  const rows: TeamSeason[] = [];
  for (let season = league.firstSeason; season <= league.lastSeason; season++) rows.push(...teamsOf(league, season));
  const stored = new Map(
    (await listTeamSeasons(deps.database.db, league.id)).map((row) => [`${row.season} ${row.team}`, row]),
  );
  const changed = rows.filter((row) => !isDeepStrictEqual({ ...stored.get(`${row.season} ${row.team}`) }, { ...row }));
  if (changed.length === 0) return;
  await deps.database.write((tx) => saveTeamSeasons(tx, changed));
}

/** A file imported before is gone through again under its old id: rows may have been lost or changed since. */
const newRun = (deps: Deps, input: ImportInput, known: ImportRunRow | undefined, startedAt: Date): ImportRunRow => ({
  id: known?.id ?? newId("import", startedAt, deps.random),
  league: input.league.id,
  format: input.format,
  sha256: input.sha256,
  rowsTotal: input.observations.length,
  rowsDone: 0,
  created: 0,
  changed: 0,
  startedAt,
  finishedAt: null,
});

/** Consecutive rows of one season together, from a row on. */
function* seasonsFrom(observations: readonly GameObservation[], from: number): Generator<GameObservation[]> {
  let season: GameObservation[] = [];
  for (const observation of observations.slice(from)) {
    if (season[0] !== undefined && season[0].season !== observation.season) {
      yield season;
      season = [];
    }
    season.push(observation);
  }
  if (season.length > 0) yield season;
}

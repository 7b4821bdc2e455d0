import * as v from "valibot";
import { AppError } from "../../../platform/errors.ts";
import type { GameObservation, SideObservation, TeamId } from "../domain/game.ts";
import type { League } from "../domain/league.ts";
import { fromNflverseWeek } from "../domain/nflverse-week.ts";
import { resolveTeam } from "../domain/teams.ts";
import { zonedInstant } from "../domain/time.ts";
import { readCsv } from "./csv.ts";
import { correctionFor } from "./nflverse-corrections.ts";

/** Must be shown wherever data of this source is (CC BY 4.0, section 3(a)). */
export const NFLVERSE_ATTRIBUTION =
  "Game data: nflverse (https://github.com/nflverse/nfldata), licensed CC BY 4.0 " +
  "(https://creativecommons.org/licenses/by/4.0/); times converted to UTC, weeks renumbered, known errors corrected.";

/** One row of games.csv: the game it tells of, or why it could not be read. */
export type GamesCsvRow = { line: number; observation: GameObservation } | { line: number; reason: string };

const digits = v.pipe(v.string(), v.regex(/^\d+$/), v.transform(Number));
const points = v.union([
  v.pipe(
    v.literal(""),
    v.transform(() => null),
  ),
  digits,
]);
const teamName = v.pipe(v.string(), v.nonEmpty());

/** The columns the product reads. The table has more; their order does not matter. */
const rowSchema = v.object({
  game_id: v.pipe(v.string(), v.nonEmpty()),
  season: digits,
  game_type: v.picklist(["REG", "WC", "DIV", "CON", "SB"]),
  week: digits,
  gameday: v.pipe(v.string(), v.isoDate()),
  gametime: v.pipe(v.string(), v.regex(/^(\d\d:\d\d)?$/)),
  away_team: teamName,
  away_score: points,
  home_team: teamName,
  home_score: points,
  location: v.picklist(["Home", "Neutral"]),
  overtime: v.picklist(["0", "1", ""]),
  roof: v.optional(v.string(), ""),
  stadium: v.optional(v.string(), ""),
});

const COLUMNS = Object.keys(rowSchema.entries) as (keyof typeof rowSchema.entries)[];
const OPTIONAL: ReadonlySet<string> = new Set(["roof", "stadium"]);

/**
 * Reads nflverse's games.csv as it arrives (text chunks of any size), one game a row. A row that cannot be read is reported
 * with its line and the others stand. `sourceId` is the table's `game_id`, the only key of it that is unique.
 *
 * Kickoffs are US Eastern wall time in the table and UTC here; a blank one leaves only the date. Faults of the table that are
 * known by game are put right. Throws `malformed-body` when a required column is missing or the text is not CSV.
 */
export async function* parseGamesCsv(
  league: League,
  chunks: AsyncIterable<string> | Iterable<string>,
): AsyncGenerator<GamesCsvRow> {
  let positions: [name: string, index: number][] | undefined;
  for await (const { line, fields } of readCsv(chunks)) {
    if (positions === undefined) {
      positions = readHeader(fields);
      continue;
    }
    const cells: Record<string, string | undefined> = {};
    for (const [name, index] of positions) cells[name] = fields[index];
    const parsed = v.safeParse(rowSchema, cells);
    if (!parsed.success) {
      yield { line, reason: `${v.getDotPath(parsed.issues[0]) ?? "row"} is not as expected` };
      continue;
    }
    const read = readRow(league, parsed.output);
    yield typeof read === "string" ? { line, reason: read } : { line, observation: read };
  }
  if (positions === undefined) throw new AppError("malformed-body", "The file is empty.");
}

function readHeader(names: string[]): [string, number][] {
  const missing = COLUMNS.filter((name) => !OPTIONAL.has(name) && !names.includes(name));
  if (missing.length > 0) throw new AppError("malformed-body", `The file lacks columns: ${missing.join(", ")}.`);
  return COLUMNS.filter((name) => names.includes(name)).map((name) => [name, names.indexOf(name)]);
}

function readRow(league: League, row: v.InferOutput<typeof rowSchema>): GameObservation | string {
  const slot = fromNflverseWeek(league, { season: row.season, gameType: row.game_type, week: row.week });
  if (slot === undefined) return "the season has no such week";
  const home = resolveTeam(league, row.home_team);
  const away = resolveTeam(league, row.away_team);
  if (!home.found || !away.found) return "a team is not of this league";
  if (home.team === away.team) return "a team meets itself";
  if ((row.home_score === null) !== (row.away_score === null)) return "only one side has a score";

  const correction = correctionFor(row.game_id, row.season, row.gametime);
  const gametime = correction?.gametime ?? row.gametime;
  const stadium = correction?.stadium === null ? "" : row.stadium;
  const played = row.home_score !== null;
  const overtime = row.overtime === "1";
  return {
    source: "nflverse",
    sourceId: row.game_id,
    ...slot,
    kickoff: zonedInstant(row.gameday, gametime === "" ? "00:00" : gametime, league.timeZone),
    kickoffKnown: gametime !== "",
    neutralSite: correction?.neutralSite ?? row.location === "Neutral",
    home: side(home.team.id, row.home_score),
    away: side(away.team.id, row.away_score),
    status: played ? "final" : "scheduled",
    phase: null,
    period: played ? league.regulationPeriods + (overtime ? 1 : 0) : null,
    clock: null,
    overtime,
    venue:
      stadium === "" ? null : { name: stadium, city: null, region: null, country: null, indoor: isIndoor(row.roof) },
    broadcast: null,
    note: null,
  };
}

const side = (team: TeamId, score: number | null): SideObservation => ({
  team,
  placeholder: null,
  score,
  lineScores: [],
});

/** "dome" and "closed" are under a roof, "outdoors" and "open" are not, blank is unknown. */
function isIndoor(roof: string): boolean | null {
  if (roof === "dome" || roof === "closed") return true;
  return roof === "outdoors" || roof === "open" ? false : null;
}

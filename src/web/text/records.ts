import type { Standings } from "../../modules/scores/scores.schemas.ts";
import type { Tally } from "./games.ts";

/** Records by team id; empty while nobody has played. */
export function recordsOf(standings: Standings): Map<string, Tally> {
  const rows = standings.conferences.flatMap(({ divisions }) => divisions.flatMap((division) => division.rows));
  const begun = rows.some(({ wins, losses, ties }) => wins + losses + ties > 0);
  return new Map(begun ? rows.map((row) => [row.team.id, row]) : []);
}

import type { Deps } from "../../platform/deps.ts";
import { findCurrentSlot } from "./calendar.service.ts";
import type { Round } from "./domain/game.ts";
import { WEEKLY_STATUS } from "./domain/game-time.ts";
import type { League } from "./domain/league.ts";
import { type GameRow, listSeasonGameRows } from "./games.repository.ts";
import { getLeague } from "./league.service.ts";
import type { LightScoreBracket, LightScoreBracketGame } from "./light-score.schemas.ts";
import { toTeam } from "./scores.presenter.ts";

const LEAGUE = "nfl";
const ROUND_NAMES = {
  "wild-card": "Wild Card",
  divisional: "Divisional",
  conference: "Conference",
  "super-bowl": "Super Bowl",
} as const satisfies Record<Round, string>;

/** The postseason of a year, by default of this season, in order of kickoff. Undecided places say what stands in for a club. */
export async function getLightScoreBracket(
  deps: Deps,
  input: { year?: number | undefined },
): Promise<LightScoreBracket> {
  const league = getLeague(LEAGUE);
  const season = input.year ?? (await findCurrentSlot(deps, league)).slot.season;
  const rows = await listSeasonGameRows(deps.database.db, league.id, season, "post");
  const games = rows.flatMap((row) => (row.round === null ? [] : [toBracketGame(league, row, row.round)]));
  return { season_year: season, afc_seeds: [], nfc_seeds: [], games };
}

function toBracketGame(league: League, row: GameRow, round: Round): LightScoreBracketGame {
  const home = sideOf(league, row, row.homeTeam, row.homePlaceholder);
  const away = sideOf(league, row, row.awayTeam, row.awayPlaceholder);
  const status = WEEKLY_STATUS[row.status];
  const begun = status !== "upcoming";
  return {
    round: ROUND_NAMES[round],
    round_number: row.week,
    conference: round === "super-bowl" ? "Super Bowl" : (home.conference ?? away.conference ?? conferenceIn(row.note)),
    home_team: home.name,
    home_seed: null,
    home_score: begun ? row.homeScore : null,
    away_team: away.name,
    away_seed: null,
    away_score: begun ? row.awayScore : null,
    status,
    winner: status === "final" ? winnerOf(row, home.name, away.name) : null,
  };
}

function sideOf(league: League, { season }: GameRow, id: string | null, placeholder: string | null) {
  if (id === null) return { name: placeholder ?? "TBD", conference: undefined };
  const { name, conference } = toTeam(league, id, season);
  return { name, conference: conferenceIn(conference) };
}

/** The conference that a headline such as "AFC Wild Card Playoffs" begins with. */
function conferenceIn(text: string | null): "AFC" | "NFC" | "Unknown" {
  if (text?.startsWith("AFC")) return "AFC";
  return text?.startsWith("NFC") ? "NFC" : "Unknown";
}

function winnerOf({ homeScore, awayScore }: GameRow, home: string, away: string): string | null {
  if (homeScore === null || awayScore === null || homeScore === awayScore) return null;
  return homeScore > awayScore ? home : away;
}

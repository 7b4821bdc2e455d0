import * as v from "valibot";
import { AppError } from "../../../platform/errors.ts";
import type { GameObservation, Slot, TeamId } from "../domain/game.ts";
import type { League } from "../domain/league.ts";
import { fromEspnSeasonType, isSameSlot, toEspnSeasonType } from "../domain/season.ts";
import { teamBySourceId } from "../domain/teams.ts";
import { type EventError, readEvent } from "./espn-event.ts";
import { scoreboardSchema, teamsSchema } from "./espn-schemas.ts";

export type { EventError } from "./espn-event.ts";

const leagueUrl = (baseUrl: string, league: League, resource: string): URL =>
  new URL(`${baseUrl.replace(/\/+$/, "")}/apis/site/v2/sports/${league.sport}/${league.id}/${resource}`);

/** Where one week's games are. The season goes into `dates`: `year` is ignored there and another season comes back. */
export function scoreboardUrl(baseUrl: string, league: League, slot: Slot): URL {
  const url = leagueUrl(baseUrl, league, "scoreboard");
  url.searchParams.set("dates", String(slot.season));
  url.searchParams.set("seasontype", String(toEspnSeasonType(slot.seasonType)));
  url.searchParams.set("week", String(slot.week));
  url.searchParams.set("limit", "100");
  return url;
}

/** Where the league's clubs are. */
export const teamsUrl = (baseUrl: string, league: League): URL => leagueUrl(baseUrl, league, "teams");

export interface ParsedScoreboard {
  /** The week this answer is about, which need not be the week asked for; null when it does not say, and in the off-season. */
  slot: Slot | null;
  observations: GameObservation[];
  /** Events that could not be read and were left out. */
  errors: EventError[];
  /** All-star games, left out on purpose. */
  skipped: number;
  /** Clubs without a game this week. */
  byes: TeamId[];
}

/**
 * Reads a scoreboard answer. A bad event is reported in `errors` and the others stand.
 *
 * The answered week is the top level's: `leagues[0].season` is the league's current season whatever was asked.
 * Throws `upstream-failed` when the body is no scoreboard at all.
 */
export function parseScoreboard(league: League, body: unknown): ParsedScoreboard {
  const parsed = v.safeParse(scoreboardSchema, body);
  if (!parsed.success) throw new AppError("upstream-failed", "The feed's answer is not a scoreboard.");
  const { season, week, events } = parsed.output;
  const seasonType = season?.type === undefined ? undefined : fromEspnSeasonType(season.type);
  const slot: Slot | null =
    season?.year !== undefined && seasonType !== undefined && week?.number !== undefined
      ? { season: season.year, seasonType, week: week.number }
      : null;

  const result: ParsedScoreboard = { slot, observations: [], errors: [], skipped: 0, byes: [] };
  for (const raw of events) {
    const event = readEvent(league, raw, slot ?? undefined);
    if (event.kind === "game") result.observations.push(event.observation);
    else if (event.kind === "error") result.errors.push(event.error);
    else result.skipped++;
  }
  for (const { id } of week?.teamsOnBye ?? []) {
    const team = teamBySourceId(league, "espn", id);
    if (team !== undefined) result.byes.push(team.id);
  }
  return result;
}

/** Whether the answer is about the week that was asked for. When the feed has nothing, it answers with some other week. */
export const matchesRequest = (asked: Slot, answered: Slot | null): boolean =>
  answered !== null && isSameSlot(asked, answered);

export interface ParsedTeam {
  sourceId: string;
  abbreviation: string | null;
  displayName: string | null;
  /** null when the league's own list does not know the id. */
  team: TeamId | null;
}

/** Reads the list of clubs. Throws `upstream-failed` when the body is no such list. */
export function parseTeams(league: League, body: unknown): ParsedTeam[] {
  const parsed = v.safeParse(teamsSchema, body);
  if (!parsed.success) throw new AppError("upstream-failed", "The feed's answer is not a list of teams.");
  const entries = parsed.output.sports.flatMap((sport) => sport.leagues).flatMap((entry) => entry.teams);
  return entries.map(({ team }) => ({
    sourceId: team.id,
    abbreviation: team.abbreviation ?? null,
    displayName: team.displayName ?? null,
    team: teamBySourceId(league, "espn", team.id)?.id ?? null,
  }));
}

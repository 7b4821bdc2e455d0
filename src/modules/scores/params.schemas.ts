import * as v from "valibot";
import { pageParams } from "../../platform/http/pagination.ts";
import { dateParam, instantParam, integerParam, query } from "../../platform/http/query.ts";
import { GAME_STATUSES, SEASON_TYPES } from "./domain/game.ts";
import { LEAGUE_IDS } from "./domain/leagues/index.ts";

const leagueId = v.pipe(v.picklist(LEAGUE_IDS), v.description("League."));
const teamText = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(60),
  v.description(
    "A club in any spelling: `ne`, `NE`, `nfl:ne`, `New England Patriots`, or a former name or abbreviation.",
  ),
);
const season = v.pipe(integerParam(1900, 2100), v.description("The year in which the season begins."));
const week = v.pipe(integerParam(1, 25), v.description("Week of the season part."));
const moment = v.union([dateParam(), instantParam()]);

export const LeagueParam = v.object({ league: leagueId });
export const GameParam = v.object({ league: leagueId, id: v.pipe(v.string(), v.maxLength(64)) });
export const SeasonParam = v.object({ league: leagueId, season });
export const TeamParam = v.object({ league: leagueId, team: teamText });

export const GamesQuery = query({
  season: v.optional(season),
  seasonType: v.optional(v.picklist(SEASON_TYPES)),
  week: v.optional(week),
  team: v.optional(teamText),
  status: v.optional(v.picklist(GAME_STATUSES)),
  from: v.optional(v.pipe(moment, v.description("Kickoff at or after this date (league's zone) or time."))),
  to: v.optional(v.pipe(moment, v.description("Kickoff before this date (league's zone) or time."))),
  ...pageParams,
});
export const SeasonQuery = query({ season: v.optional(season) });
export const StandingsQuery = query({
  season: v.optional(season),
  week: v.optional(
    v.pipe(integerParam(1, 18), v.description("Count games up to and including this regular-season week.")),
  ),
});
export const HeadToHeadQuery = query({ teamA: teamText, teamB: teamText, season: v.optional(season) });

import { type League, NFL, partsOf } from "../league.ts";
import { chanceFor } from "./chance.ts";
import { type Club, clubsOf } from "./clubs.ts";
import type { SimulatedGame } from "./game.ts";
import type { SeasonPlan } from "./plan.ts";
import { makePostseason } from "./postseason.ts";
import { makePreseason } from "./preseason.ts";
import { makeRegularSeason } from "./regular-season.ts";
import { type Side, writeScript } from "./script.ts";
import { broadcastsOf, kickoffIn } from "./windows.ts";

/** The first season of 18 weeks, which is what the simulator plays. */
export const FIRST_SIMULATED_SEASON = 2021;

/** Whether a season can be simulated: the calendar has its 18 weeks. */
export const canSimulate = (league: League, season: number): boolean =>
  season >= FIRST_SIMULATED_SEASON && partsOf(league, season).length > 0;

/**
 * A whole season, from the Hall of Fame game to the Super Bowl, with everything that will happen in it. The same seed and
 * season always give the same. Throws RangeError for a season that cannot be simulated.
 */
export function makeSeason(seed: number, season: number, league: League = NFL): SimulatedGame[] {
  if (!canSimulate(league, season)) throw new RangeError(`season ${season} cannot be simulated`);
  const clubs = clubsOf(league, season);
  const strengths = new Map(
    clubs.map((club) => [club.team, 0.035 * chanceFor(seed, season, "strength", club.team).normal()]),
  );
  const strengthOf = (club: Club) => strengths.get(club.team) ?? 0;
  let count = 0;

  const plan: SeasonPlan = {
    league,
    season,
    seed,
    clubs,
    slot: (seasonType, week) => ({ season, seasonType, week }),
    game: ({ slot, home, away, window, script = {} }) => {
      const id = `9${String(season).slice(2)}${String(++count).padStart(6, "0")}`;
      const kickoffMs = kickoffIn(league, slot, window);
      const strength: Record<Side, number> = { home: strengthOf(home), away: strengthOf(away) };
      const overtime = ({ pre: "none", regular: "ten-minutes", post: "until-decided" } as const)[slot.seasonType];
      return {
        id,
        slot,
        round: null,
        home,
        away,
        teamsFromMs: Number.NEGATIVE_INFINITY,
        listedFromMs: Number.NEGATIVE_INFINITY,
        announcements: [{ fromMs: Number.NEGATIVE_INFINITY, kickoffMs, known: true, broadcasts: broadcastsOf(window) }],
        kickoffMs,
        script: writeScript(seed, id, { strength, overtime, ...script }),
        fate: { kind: "played" },
        neutralSite: false,
        venue: {
          id: home.espnId,
          name: `${home.location} Stadium`,
          city: home.location,
          country: "USA",
          indoor: Number(home.espnId) % 4 === 0,
        },
        headline: null,
      };
    },
  };

  const regular = makeRegularSeason(plan);
  return [...makePreseason(plan), ...regular, ...makePostseason(plan, regular)];
}

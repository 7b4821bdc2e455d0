import type { GameObservation, SideObservation } from "../game.ts";
import type { GameState } from "../game-state.ts";
import type { League } from "../league.ts";
import { localDate } from "../time.ts";
import { isOver } from "./decide.ts";

type Venue = Pick<GameState, "venueName" | "venueCity" | "venueRegion" | "venueCountry" | "venueIndoor">;

const venueOf = (venue: GameObservation["venue"]): Venue => ({
  venueName: venue?.name ?? null,
  venueCity: venue?.city ?? null,
  venueRegion: venue?.region ?? null,
  venueCountry: venue?.country ?? null,
  venueIndoor: venue?.indoor ?? null,
});

/** The stadium of `first`, completed from `second` when that is the same one; `second` when the first knows none. */
const mergeVenues = (first: Venue, second: Venue): Venue => {
  if (first.venueName === null) return second;
  if (second.venueName !== first.venueName) return first;
  return {
    venueName: first.venueName,
    venueCity: first.venueCity ?? second.venueCity,
    venueRegion: first.venueRegion ?? second.venueRegion,
    venueCountry: first.venueCountry ?? second.venueCountry,
    venueIndoor: first.venueIndoor ?? second.venueIndoor,
  };
};

/** A date without a time does not undo a time already known for that date. */
const mergeKickoff = (
  league: League,
  stored: GameState,
  { kickoff, kickoffKnown }: GameObservation,
): Pick<GameState, "kickoff" | "kickoffKnown"> => {
  const sameDate = localDate(kickoff, league.timeZone) === localDate(stored.kickoff, league.timeZone);
  return !kickoffKnown && stored.kickoffKnown && sameDate
    ? { kickoff: stored.kickoff, kickoffKnown: true }
    : { kickoff, kickoffKnown };
};

const placeholderOf = (side: SideObservation, team: string | null, stored: string | null): string | null =>
  team === null ? (side.placeholder ?? stored) : null;

const longer = (observed: number[], stored: number[]): number[] => (observed.length > 0 ? observed : stored);

/** The first row of a game, from the first observation of it. */
export const createGame = (
  league: League,
  observation: GameObservation,
  { gameId, observedAt, now }: { gameId: string; observedAt: Date; now: Date },
): GameState => {
  const { home, away, status } = observation;
  const final = status === "final";
  return {
    id: gameId,
    league: league.id,
    season: observation.season,
    seasonType: observation.seasonType,
    week: observation.week,
    round: observation.round,
    kickoff: observation.kickoff,
    kickoffKnown: observation.kickoffKnown,
    neutralSite: observation.neutralSite,
    awayTeam: away.team,
    homeTeam: home.team,
    awayPlaceholder: placeholderOf(away, away.team, null),
    homePlaceholder: placeholderOf(home, home.team, null),
    status,
    phase: final ? null : observation.phase,
    period: observation.period,
    clock: final ? null : observation.clock,
    overtime: observation.overtime || (observation.period ?? 0) > league.regulationPeriods,
    awayScore: away.score,
    homeScore: home.score,
    awayLineScores: away.lineScores,
    homeLineScores: home.lineScores,
    scoreSequence: 0,
    ...venueOf(observation.venue),
    broadcast: observation.broadcast,
    note: observation.note,
    source: observation.source,
    observedAt,
    finalAt: final ? now : null,
    createdAt: now,
    updatedAt: now,
  };
};

/** The row after an observation that counts whole. What the source leaves open keeps its known value. */
export const mergeAll = (
  league: League,
  stored: GameState,
  observation: GameObservation,
  observedAt: Date,
): GameState => {
  const { home, away } = observation;
  const homeTeam = home.team ?? stored.homeTeam;
  const awayTeam = away.team ?? stored.awayTeam;
  const final = observation.status === "final";
  const running = final || observation.status === "in_progress";
  const period = observation.period ?? (running ? stored.period : null);
  return {
    ...stored,
    season: observation.season,
    seasonType: observation.seasonType,
    week: observation.week,
    round: observation.round ?? stored.round,
    ...mergeKickoff(league, stored, observation),
    // ESPN calls no site before 2014 neutral; what another source knew of a finished game stays.
    neutralSite: observation.neutralSite || (stored.neutralSite && isOver(stored)),
    awayTeam,
    homeTeam,
    awayPlaceholder: placeholderOf(away, awayTeam, stored.awayPlaceholder),
    homePlaceholder: placeholderOf(home, homeTeam, stored.homePlaceholder),
    status: observation.status,
    phase: final ? null : observation.phase,
    period,
    clock: final ? null : observation.clock,
    overtime: observation.overtime || (period ?? 0) > league.regulationPeriods || (final && stored.overtime),
    awayScore: away.score ?? stored.awayScore,
    homeScore: home.score ?? stored.homeScore,
    awayLineScores: longer(away.lineScores, stored.awayLineScores),
    homeLineScores: longer(home.lineScores, stored.homeLineScores),
    ...mergeVenues(venueOf(observation.venue), pickVenue(stored)),
    broadcast: observation.broadcast ?? stored.broadcast,
    note: observation.note ?? stored.note,
    source: observation.source,
    observedAt,
  };
};

/** The row with what a lesser source knows of things that are unknown. Who spoke last, and when, stays as it is. */
export const fillGaps = (stored: GameState, observation: GameObservation): GameState => {
  const { home, away } = observation;
  const homeTeam = stored.homeTeam ?? home.team;
  const awayTeam = stored.awayTeam ?? away.team;
  const takesKickoff = !stored.kickoffKnown && observation.kickoffKnown;
  return {
    ...stored,
    round: stored.round ?? observation.round,
    kickoff: takesKickoff ? observation.kickoff : stored.kickoff,
    kickoffKnown: stored.kickoffKnown || takesKickoff,
    neutralSite: stored.neutralSite || (observation.neutralSite && isOver(stored)),
    homeTeam,
    awayTeam,
    homePlaceholder: homeTeam === null ? stored.homePlaceholder : null,
    awayPlaceholder: awayTeam === null ? stored.awayPlaceholder : null,
    overtime: stored.overtime || (stored.status === "final" && observation.overtime),
    awayLineScores: longer(stored.awayLineScores, away.lineScores),
    homeLineScores: longer(stored.homeLineScores, home.lineScores),
    ...mergeVenues(pickVenue(stored), venueOf(observation.venue)),
    broadcast: stored.broadcast ?? observation.broadcast,
    note: stored.note ?? observation.note,
  };
};

const pickVenue = ({ venueName, venueCity, venueRegion, venueCountry, venueIndoor }: Venue): Venue => ({
  venueName,
  venueCity,
  venueRegion,
  venueCountry,
  venueIndoor,
});

/** The row with the result of a source that is not trusted beyond it. */
export const mergeResult = (stored: GameState, observation: GameObservation, observedAt: Date): GameState => ({
  ...fillGaps(stored, observation),
  status: "final",
  phase: null,
  clock: null,
  period: observation.period ?? stored.period,
  overtime: observation.overtime || stored.overtime,
  homeScore: observation.home.score ?? stored.homeScore,
  awayScore: observation.away.score ?? stored.awayScore,
  homeLineScores: longer(observation.home.lineScores, stored.homeLineScores),
  awayLineScores: longer(observation.away.lineScores, stored.awayLineScores),
  source: observation.source,
  observedAt,
});

/**
 * The row of a slot whose game another source had told of under a row of its own, which goes away. What was played there
 * counts, with the number of its score changes; of a game only planned there is nothing to take over.
 */
export const absorbDouble = (slot: GameState, double: GameState, now: Date): GameState => {
  const played = double.status === "final" || double.scoreSequence > 0;
  if (!played || slot.scoreSequence > 0) return slot;
  return { ...double, id: slot.id, createdAt: slot.createdAt, updatedAt: now };
};

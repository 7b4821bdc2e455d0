import * as v from "valibot";
import type { GameObservation, GameStatus, Round, SeasonType, SideObservation, Slot } from "../domain/game.ts";
import type { League } from "../domain/league.ts";
import { fromEspnSeasonType, partsOf } from "../domain/season.ts";
import { teamBySourceId } from "../domain/teams.ts";
import { localDate, startOfDay } from "../domain/time.ts";
import { type EspnCompetition, type EspnCompetitor, type EspnEvent, eventSchema } from "./espn-schemas.ts";
import { readStatus } from "./espn-status.ts";

/** Why an event was left out. Never holds anything the feed sent but the event's id. */
export interface EventError {
  eventId?: string;
  reason: string;
}

export type ReadEvent =
  | { kind: "game"; observation: GameObservation }
  /** An all-star game: no clubs, no standings. */
  | { kind: "skipped" }
  | { kind: "error"; error: EventError };

/**
 * Reads one event of a slate. `slate` is what the answer says of itself (undefined when it does not say); the event's own
 * season and week come first, because a slate may hold games of another week. Never throws.
 */
export function readEvent(league: League, raw: unknown, slate: Slot | undefined): ReadEvent {
  const parsed = v.safeParse(eventSchema, raw);
  if (!parsed.success) return failure(idOf(raw), `${v.getDotPath(parsed.issues[0]) ?? "event"} is not as expected`);
  const event = parsed.output;
  const competition = event.competitions[0];
  if (competition === undefined) return failure(event.id, "competitions is empty");

  const note = headlineOf(competition);
  if (/pro bowl|all-star/i.test(`${event.name ?? ""} ${note ?? ""}`)) return { kind: "skipped" };
  const placed = placeOf(league, event, slate, note);
  if (placed === "all-star") return { kind: "skipped" };
  if (typeof placed === "string") return failure(event.id, placed);

  const espnStatus = competition.status ?? event.status;
  if (espnStatus === undefined) return failure(event.id, "status is missing");
  const progress = readStatus(espnStatus, league.regulationPeriods);

  const [home, away] = sidesOf(competition);
  const homeSide = readSide(league, home, progress.status, placed.seasonType);
  const awaySide = readSide(league, away, progress.status, placed.seasonType);
  if (homeSide === undefined || awaySide === undefined) return failure(event.id, "a team is not of this league");
  if (homeSide.team !== null && homeSide.team === awaySide.team) return failure(event.id, "a team meets itself");
  if (progress.status === "final" && (homeSide.score === null || awaySide.score === null))
    return failure(event.id, "the game is final without both scores");

  const date = new Date(event.date);
  // The 30th of February is read as a day of March.
  if (!date.toJSON()?.startsWith(event.date.slice(0, 16))) return failure(event.id, "date does not exist");
  const kickoffKnown = competition.timeValid !== false;
  return {
    kind: "game",
    observation: {
      source: "espn",
      sourceId: event.id,
      ...placed,
      kickoff: kickoffKnown ? date : startOfDay(localDate(date, league.timeZone), league.timeZone),
      kickoffKnown,
      neutralSite: competition.neutralSite === true,
      home: homeSide,
      away: awaySide,
      ...progress,
      overtime:
        progress.overtime ||
        Math.max(homeSide.lineScores.length, awaySide.lineScores.length) > league.regulationPeriods,
      venue: venueOf(competition),
      broadcast: broadcastOf(competition),
      note,
    },
  };
}

/**
 * Where a game belongs. In the postseason the note names the round ("AFC Wild Card Playoffs", "Super Bowl LX") and wins over
 * the week's number where the two differ: some slates number the Super Bowl 4, which is the all-star week.
 */
function placeOf(
  league: League,
  event: EspnEvent,
  slate: Slot | undefined,
  note: string | null,
): (Slot & { round: Round | null }) | "all-star" | string {
  const season = event.season?.year ?? slate?.season;
  const seasonType = event.season?.type === undefined ? slate?.seasonType : fromEspnSeasonType(event.season.type);
  if (season === undefined || seasonType === undefined) return "season is missing";
  const sameSeasonPart = slate?.season === season && slate.seasonType === seasonType;
  const week = event.week?.number ?? (sameSeasonPart ? slate.week : undefined);
  if (week === undefined) return "week is missing";

  const part = partsOf(league, season).find((candidate) => candidate.seasonType === seasonType);
  if (part === undefined) return "the season is not known";
  const named = seasonType === "post" ? roundNamedIn(note) : undefined;
  const entry =
    part.weeks.find((candidate) => named !== undefined && candidate.round === named) ??
    part.weeks.find((candidate) => candidate.week === week);
  if (entry !== undefined) return { season, seasonType, week: entry.week, round: entry.round };
  return seasonType === "post" && week >= 1 && week <= 5 ? "all-star" : "the season has no such week";
}

function roundNamedIn(note: string | null): Round | undefined {
  if (note === null) return undefined;
  if (/super bowl/i.test(note)) return "super-bowl";
  if (/wild[ -]?card/i.test(note)) return "wild-card";
  if (/divisional/i.test(note)) return "divisional";
  return /championship/i.test(note) ? "conference" : undefined;
}

/** Home and away by what the feed says, or by position (home first) when it does not say it of one side each. */
function sidesOf(competition: EspnCompetition): [EspnCompetitor, EspnCompetitor] {
  const [first, second] = competition.competitors as [EspnCompetitor, EspnCompetitor];
  const swapped =
    (first.homeAway === "away" && second.homeAway !== "away") ||
    (second.homeAway === "home" && first.homeAway !== "home");
  return swapped ? [second, first] : [first, second];
}

/** Undefined when the side is a club the league does not have. */
function readSide(
  league: League,
  competitor: EspnCompetitor,
  status: GameStatus,
  seasonType: SeasonType,
): SideObservation | undefined {
  const { team } = competitor;
  const known = team.id === undefined ? undefined : teamBySourceId(league, "espn", team.id);
  const calledTbd = /^(TBD|TBA)?$/i.test((team.abbreviation ?? team.displayName ?? "").trim());
  // Playoff slots carry all sorts of stand-ins ("TBD", "AFC", "NFC"); elsewhere only a side called TBD is one.
  if (known === undefined && !calledTbd && seasonType !== "post") return undefined;
  const played = status === "in_progress" || status === "final" || status === "unknown";
  return {
    team: known?.id ?? null,
    placeholder: known === undefined ? (team.displayName ?? team.abbreviation ?? "TBD") || "TBD" : null,
    // Before kickoff, and for games called off, the feed says "0": not a score of anything.
    score: played ? scoreOf(competitor.score) : null,
    lineScores: played ? (competitor.linescores ?? []).map((entry) => entry.value).filter(isPoints) : [],
  };
}

const isPoints = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

function scoreOf(value: unknown): number | null {
  if (isPoints(value)) return value;
  return typeof value === "string" && /^\d{1,3}$/.test(value) ? Number(value) : null;
}

function headlineOf(competition: EspnCompetition): string | null {
  return competition.notes?.map((note) => note.headline?.trim()).find(Boolean) ?? null;
}

function broadcastOf(competition: EspnCompetition): string | null {
  const named = competition.broadcast?.trim();
  const listed = (competition.broadcasts ?? []).flatMap((entry) => entry.names ?? []).join("/");
  return named || listed || null;
}

function venueOf({ venue }: EspnCompetition): GameObservation["venue"] {
  if (venue === undefined) return null;
  const { address } = venue;
  return {
    name: venue.fullName,
    city: address?.city || null,
    region: address?.state || null,
    country: address?.country || null,
    indoor: venue.indoor ?? null,
  };
}

function idOf(raw: unknown): string | undefined {
  const id = (raw as { id?: unknown } | null | undefined)?.id;
  return typeof id === "string" && /^\d{1,20}$/.test(id) ? id : undefined;
}

const failure = (eventId: string | undefined, reason: string): ReadEvent => ({
  kind: "error",
  error: eventId === undefined ? { reason } : { eventId, reason },
});

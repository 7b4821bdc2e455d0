import * as v from "valibot";
import { GAME_PHASES, GAME_STATUSES, ROUNDS, SEASON_TYPES } from "./domain/game.ts";

export const named = <const S extends v.GenericSchema>(ref: string, description: string, schema: S) =>
  v.pipe(schema, v.metadata({ ref, description }));

export const instant = v.pipe(v.string(), v.isoTimestamp(), v.description("ISO 8601, UTC, ending in Z."));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const seasonType = v.picklist(SEASON_TYPES);

/** On every answer built on collected data: how old it is, whether that is older than it should be, and whose it is. */
export const freshnessFields = {
  asOf: v.pipe(
    v.nullable(instant),
    v.description("When the data was last confirmed at its source; null when nothing was ever read."),
  ),
  stale: v.pipe(v.boolean(), v.description("The source has not answered for longer than the collector's plan allows.")),
  staleAt: v.pipe(
    v.nullable(instant),
    v.description("When the answer turns stale unless the source is heard before; null when it never does."),
  ),
  source: v.pipe(
    v.nullable(v.string()),
    v.description("`espn`, `nflverse`, `espn+nflverse`, or null when there is no data."),
  ),
};
export const Freshness = v.object(freshnessFields);
export type Freshness = v.InferOutput<typeof Freshness>;

export const TeamRef = named(
  "TeamRef",
  "A club as it was called in the season at hand.",
  v.object({
    id: v.pipe(
      v.string(),
      v.description("Canonical id: the same franchise through moves and renames."),
      v.examples(["nfl:ne"]),
    ),
    abbreviation: v.string(),
    name: v.pipe(v.string(), v.examples(["New England Patriots"])),
    location: v.string(),
    nickname: v.string(),
  }),
);
export type TeamRef = v.InferOutput<typeof TeamRef>;

export const SlotRef = named(
  "Week",
  "One week of one part of a season. Postseason weeks are 1, 2, 3 and 5.",
  v.object({ season: v.number(), seasonType, week: v.number(), label: v.string() }),
);
export type SlotRef = v.InferOutput<typeof SlotRef>;

export const GameSide = v.object({
  team: v.pipe(v.nullable(TeamRef), v.description("null while it is not decided who plays.")),
  placeholder: v.pipe(v.nullable(v.string()), v.description("What stands in for an undecided team.")),
  score: v.pipe(v.nullable(count), v.description("null before the game has begun.")),
  lineScores: v.pipe(v.array(count), v.description("Points by period, overtime last; empty when unknown.")),
  winner: v.pipe(v.nullable(v.boolean()), v.description("null until the game is final; false on both sides of a tie.")),
});
export type GameSide = v.InferOutput<typeof GameSide>;

const gameFields = {
  id: v.pipe(v.string(), v.description("Ours, and stable through moved dates, changed teams and replays.")),
  league: v.string(),
  season: v.number(),
  seasonType,
  week: v.number(),
  weekLabel: v.string(),
  round: v.nullable(v.picklist(ROUNDS)),
  kickoff: v.pipe(
    instant,
    v.description("When `kickoffKnown` is false only the date counts: midnight in the league's zone."),
  ),
  kickoffKnown: v.boolean(),
  date: v.pipe(v.string(), v.isoDate(), v.description("The date in the league's zone.")),
  neutralSite: v.boolean(),
  away: GameSide,
  home: GameSide,
  status: v.picklist(GAME_STATUSES),
  phase: v.pipe(v.nullable(v.picklist(GAME_PHASES)), v.description("null unless the game is in progress.")),
  period: v.pipe(v.nullable(count), v.description("1 to 4, 5 and up in overtime; null before kickoff.")),
  clock: v.pipe(v.nullable(v.string()), v.description("Time left in the period, as M:SS.")),
  overtime: v.boolean(),
  venue: v.nullable(
    v.object({
      name: v.string(),
      city: v.nullable(v.string()),
      region: v.nullable(v.string()),
      country: v.nullable(v.string()),
      indoor: v.nullable(v.boolean()),
    }),
  ),
  broadcast: v.nullable(v.string()),
  note: v.nullable(v.string()),
  updatedAt: v.pipe(instant, v.description("When anything in this game last changed.")),
};
export const Game = named("Game", "One game.", v.object(gameFields));
export type Game = v.InferOutput<typeof Game>;

export const ScoreChange = named(
  "ScoreChange",
  "One change of a score, with the absolute score after it.",
  v.object({
    sequence: count,
    awayScore: count,
    homeScore: count,
    scoringTeam: v.pipe(
      v.nullable(v.string()),
      v.description("Team id; null when both sides changed or points were taken back."),
    ),
    points: v.pipe(v.number(), v.description("Points added by the scoring team; negative in a correction.")),
    correction: v.boolean(),
    leadChange: v.boolean(),
    coalesced: v.pipe(v.boolean(), v.description("More than one score happened between two reads.")),
    period: v.nullable(count),
    clock: v.nullable(v.string()),
    observedAt: instant,
  }),
);
export type ScoreChange = v.InferOutput<typeof ScoreChange>;

export const GameList = named(
  "GameList",
  "Games in order of kickoff.",
  v.object({ items: v.array(Game), nextCursor: v.nullable(v.string()), ...freshnessFields }),
);
export type GameList = v.InferOutput<typeof GameList>;

export const GameDetail = named(
  "GameDetail",
  "One game with every change of its score.",
  v.object({ ...gameFields, scoreChanges: v.array(ScoreChange), ...freshnessFields }),
);
export type GameDetail = v.InferOutput<typeof GameDetail>;

export const CurrentWeek = named(
  "CurrentWeek",
  "The week that is on, or the last one that was.",
  v.object({
    ...SlotRef.entries,
    games: v.object({ total: count, inProgress: count, final: count }),
    endsAt: v.pipe(v.nullable(instant), v.description("When the next week takes over.")),
    previous: v.nullable(SlotRef),
    next: v.nullable(SlotRef),
    ...freshnessFields,
  }),
);
export type CurrentWeek = v.InferOutput<typeof CurrentWeek>;

export const Calendar = named(
  "Calendar",
  "The weeks of a season.",
  v.object({
    season: v.number(),
    seasons: v.pipe(v.array(v.number()), v.description("Every season that has games stored, newest first.")),
    parts: v.array(
      v.object({
        seasonType,
        label: v.string(),
        weeks: v.array(
          v.object({
            week: v.number(),
            label: v.string(),
            round: v.nullable(v.picklist(ROUNDS)),
            start: instant,
            games: count,
            final: count,
          }),
        ),
      }),
    ),
    ...freshnessFields,
  }),
);
export type Calendar = v.InferOutput<typeof Calendar>;

export const Team = named(
  "Team",
  "A club in one season.",
  v.object({ ...TeamRef.entries, conference: v.string(), division: v.string() }),
);
export type Team = v.InferOutput<typeof Team>;

export const TeamList = named(
  "TeamList",
  "The clubs of a season.",
  v.object({ season: v.number(), items: v.array(Team), ...freshnessFields }),
);
export type TeamList = v.InferOutput<typeof TeamList>;

const WinLossTie = named("Record", "Wins, losses and ties.", v.object({ wins: count, losses: count, ties: count }));

export const StandingsRow = named(
  "StandingsRow",
  "One club's record. A tie counts as half a win.",
  v.object({
    team: TeamRef,
    rank: v.pipe(count, v.description("Place in the division by percentage; the league's tie-breakers do not count.")),
    wins: count,
    losses: count,
    ties: count,
    percentage: v.pipe(v.number(), v.description("0 to 1, rounded to four places; 0 before the first game.")),
    division: WinLossTie,
    conference: WinLossTie,
    home: WinLossTie,
    away: WinLossTie,
    pointsFor: count,
    pointsAgainst: count,
    netPoints: v.number(),
    streak: v.nullable(v.object({ result: v.picklist(["W", "L", "T"]), length: count })),
    lastFive: v.pipe(v.array(v.picklist(["W", "L", "T"])), v.description("Oldest first.")),
  }),
);
export type StandingsRow = v.InferOutput<typeof StandingsRow>;

export const Standings = named(
  "Standings",
  "Records by division.",
  v.object({
    season: v.number(),
    week: v.pipe(v.nullable(v.number()), v.description("Games up to and including this week count; null for all.")),
    conferences: v.array(
      v.object({ name: v.string(), divisions: v.array(v.object({ name: v.string(), rows: v.array(StandingsRow) })) }),
    ),
    ...freshnessFields,
  }),
);
export type Standings = v.InferOutput<typeof Standings>;

export const TeamDetail = named(
  "TeamDetail",
  "A club's season.",
  v.object({
    team: Team,
    season: v.number(),
    record: v.nullable(StandingsRow),
    lastGame: v.nullable(Game),
    nextGame: v.nullable(Game),
    schedule: v.array(Game),
    byeWeeks: v.pipe(v.array(v.number()), v.description("Regular-season weeks without a game.")),
    ...freshnessFields,
  }),
);
export type TeamDetail = v.InferOutput<typeof TeamDetail>;

const Series = v.object({
  teamAWins: count,
  teamBWins: count,
  ties: count,
  teamAPoints: count,
  teamBPoints: count,
  games: v.array(Game),
});
export const HeadToHead = named(
  "HeadToHead",
  "What two clubs did against each other, regular season and postseason apart.",
  v.object({
    teamA: TeamRef,
    teamB: TeamRef,
    season: v.pipe(v.nullable(v.number()), v.description("null for every season stored.")),
    regular: Series,
    post: Series,
    ...freshnessFields,
  }),
);
export type HeadToHead = v.InferOutput<typeof HeadToHead>;

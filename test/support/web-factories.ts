import type { FeedStatus } from "../../src/modules/scores/feed.schemas.ts";
import type {
  Calendar,
  Game,
  GameDetail,
  GameList,
  GameSide,
  HeadToHead,
  ScoreChange,
  SlotRef,
  Standings,
  StandingsRow,
  Team,
  TeamDetail,
  TeamList,
} from "../../src/modules/scores/scores.schemas.ts";
import type { Frame } from "../../src/web/components/layout.tsx";
import type { Reader } from "../../src/web/text/times.ts";

const DIVISIONS: Record<string, string> = {
  "AFC East": "BUF Buffalo Bills|MIA Miami Dolphins|NE New England Patriots|NYJ New York Jets",
  "AFC North": "BAL Baltimore Ravens|CIN Cincinnati Bengals|CLE Cleveland Browns|PIT Pittsburgh Steelers",
  "AFC South": "HOU Houston Texans|IND Indianapolis Colts|JAX Jacksonville Jaguars|TEN Tennessee Titans",
  "AFC West": "DEN Denver Broncos|KC Kansas City Chiefs|LV Las Vegas Raiders|LAC Los Angeles Chargers",
  "NFC East": "DAL Dallas Cowboys|NYG New York Giants|PHI Philadelphia Eagles|WAS Washington Commanders",
  "NFC North": "CHI Chicago Bears|DET Detroit Lions|GB Green Bay Packers|MIN Minnesota Vikings",
  "NFC South": "ATL Atlanta Falcons|CAR Carolina Panthers|NO New Orleans Saints|TB Tampa Bay Buccaneers",
  "NFC West": "ARI Arizona Cardinals|LA Los Angeles Rams|SF San Francisco 49ers|SEA Seattle Seahawks",
};

/** The 32 clubs as they are now, by division. */
export const allTeams: Team[] = Object.entries(DIVISIONS).flatMap(([division, clubs]) =>
  clubs.split("|").map((club) => {
    const [abbreviation = "", ...words] = club.split(" ");
    return {
      id: `nfl:${abbreviation.toLowerCase()}`,
      abbreviation,
      name: words.join(" "),
      location: words.slice(0, -1).join(" "),
      nickname: words.at(-1) ?? "",
      conference: division.slice(0, 3),
      division,
    };
  }),
);

export function teamOf(abbreviation: string): Team {
  const team = allTeams.find((candidate) => candidate.abbreviation === abbreviation);
  if (!team) throw new Error(`no such club: ${abbreviation}`);
  return team;
}

const fresh = { asOf: "2025-11-16T19:04:00.000Z", stale: false, staleAt: null, source: "espn" };

/** A side; give a score and it has begun. */
export const aSide = (abbreviation: string, score: number | null = null, over: Partial<GameSide> = {}): GameSide => ({
  team: teamOf(abbreviation),
  placeholder: null,
  score,
  lineScores: [],
  winner: null,
  ...over,
});

/** An upcoming game of week 11, 2025: Bills at Texans at 01:15 UTC on 21 November. */
export const aGame = (over: Partial<Game> = {}): Game => ({
  id: "game_1",
  league: "nfl",
  season: 2025,
  seasonType: "regular",
  week: 11,
  weekLabel: "Week 11",
  round: null,
  kickoff: "2025-11-21T01:15:00.000Z",
  kickoffKnown: true,
  date: "2025-11-20",
  neutralSite: false,
  away: aSide("BUF"),
  home: aSide("HOU"),
  status: "scheduled",
  phase: null,
  period: null,
  clock: null,
  overtime: false,
  venue: { name: "NRG Stadium", city: "Houston", region: "TX", country: "USA", indoor: true },
  broadcast: "Prime Video",
  note: null,
  updatedAt: "2025-11-16T19:04:00.000Z",
  ...over,
});

export const aLiveGame = (over: Partial<Game> = {}): Game =>
  aGame({
    id: "game_live",
    kickoff: "2025-11-16T18:00:00.000Z",
    date: "2025-11-16",
    status: "in_progress",
    phase: "playing",
    period: 3,
    clock: "8:14",
    away: aSide("KC", 17, { lineScores: [7, 10, 0] }),
    home: aSide("DEN", 20, { lineScores: [3, 10, 7] }),
    broadcast: "CBS",
    ...over,
  });

export const aFinal = (over: Partial<Game> = {}): Game =>
  aGame({
    id: "game_final",
    kickoff: "2025-11-14T01:15:00.000Z",
    date: "2025-11-13",
    status: "final",
    period: 4,
    away: aSide("NYJ", 14, { lineScores: [7, 0, 0, 7], winner: false }),
    home: aSide("NE", 27, { lineScores: [7, 7, 7, 6], winner: true }),
    ...over,
  });

export const aGameList = (items: Game[], over: Partial<GameList> = {}): GameList => ({
  items,
  nextCursor: null,
  ...fresh,
  ...over,
});

export const aScoreChange = (over: Partial<ScoreChange> = {}): ScoreChange => ({
  sequence: 1,
  awayScore: 7,
  homeScore: 0,
  scoringTeam: "nfl:kc",
  points: 7,
  correction: false,
  leadChange: false,
  coalesced: false,
  period: 1,
  clock: "9:31",
  observedAt: "2025-11-16T18:12:00.000Z",
  ...over,
});

export const aGameDetail = (game: Game, scoreChanges: ScoreChange[], over: Partial<GameDetail> = {}): GameDetail => ({
  ...game,
  scoreChanges,
  ...fresh,
  ...over,
});

/** A row whose record fills in the rest plausibly. */
export const aRow = (team: Team, wins: number, losses: number, ties = 0, rank = 1): StandingsRow => ({
  team,
  rank,
  wins,
  losses,
  ties,
  percentage: wins + losses + ties === 0 ? 0 : (wins + ties / 2) / (wins + losses + ties),
  division: { wins: Math.min(wins, 3), losses: Math.min(losses, 3), ties: 0 },
  conference: { wins: Math.min(wins, 7), losses: Math.min(losses, 5), ties: 0 },
  home: { wins: Math.ceil(wins / 2), losses: Math.floor(losses / 2), ties: 0 },
  away: { wins: Math.floor(wins / 2), losses: Math.ceil(losses / 2), ties },
  pointsFor: 180 + wins * 14,
  pointsAgainst: 180 + losses * 13,
  netPoints: wins * 14 - losses * 13,
  streak: wins + losses === 0 ? null : { result: wins >= losses ? "W" : "L", length: 2 },
  lastFive: wins + losses < 5 ? [] : ["W", "L", "W", "W", wins >= losses ? "W" : "L"],
});

/** Standings of all eight divisions; records fall from 8-2 to 2-8 within each. */
export function someStandings(over: Partial<Standings> = {}): Standings {
  const records: [number, number, number][] = [
    [8, 2, 0],
    [7, 3, 0],
    [4, 5, 1],
    [2, 8, 0],
  ];
  const conferences = ["AFC", "NFC"].map((name) => ({
    name,
    divisions: Object.keys(DIVISIONS)
      .filter((division) => division.startsWith(name))
      .map((division) => ({
        name: division,
        rows: allTeams
          .filter((team) => team.division === division)
          .map((team, index) => aRow(team, ...(records[index] ?? [0, 0, 0]), index + 1)),
      })),
  }));
  return { season: 2025, week: null, conferences, ...fresh, ...over };
}

const WEEK_MS = 7 * 86_400_000;
const ROUNDS = [
  [1, "Wild Card", "wild-card"],
  [2, "Divisional", "divisional"],
  [3, "Conference Championships", "conference"],
  [5, "Super Bowl", "super-bowl"],
] as const;

/** The weeks of 2025: 4 of preseason, 18 of the regular season, 4 rounds. */
export function aCalendar(over: Partial<Calendar> = {}): Calendar {
  const start = (index: number) => new Date(Date.parse("2025-07-31T00:00:00.000Z") + index * WEEK_MS).toISOString();
  const numbered = (count: number, offset: number) =>
    Array.from({ length: count }, (_, index) => ({
      week: index + 1,
      label: `Week ${index + 1}`,
      round: null,
      start: start(offset + index),
      games: 16,
      final: index < 10 ? 16 : 0,
    }));
  return {
    season: 2025,
    seasons: [2025, 2024, 2023],
    parts: [
      { seasonType: "pre", label: "Preseason", weeks: numbered(4, 0) },
      { seasonType: "regular", label: "Regular Season", weeks: numbered(18, 5) },
      {
        seasonType: "post",
        label: "Postseason",
        weeks: ROUNDS.map(([week, label, round], index) => ({
          week,
          label,
          round,
          start: start(23 + index),
          games: 0,
          final: 0,
        })),
      },
    ],
    ...fresh,
    ...over,
  };
}

export const aSlot = (over: Partial<SlotRef> = {}): SlotRef => ({
  season: 2025,
  seasonType: "regular",
  week: 11,
  label: "Week 11",
  ...over,
});

export const aTeamList = (): TeamList => ({ season: 2025, items: allTeams, ...fresh });

export const aTeamDetail = (over: Partial<TeamDetail> = {}): TeamDetail => ({
  team: teamOf("NE"),
  season: 2025,
  record: aRow(teamOf("NE"), 9, 2),
  lastGame: aFinal(),
  nextGame: aGame({ id: "game_next", week: 12, weekLabel: "Week 12", away: aSide("NE"), home: aSide("CIN") }),
  schedule: [
    aFinal(),
    aGame({ id: "game_next", week: 12, weekLabel: "Week 12", away: aSide("NE"), home: aSide("CIN") }),
  ],
  byeWeeks: [14],
  ...fresh,
  ...over,
});

const noSeries = { teamAWins: 0, teamBWins: 0, ties: 0, teamAPoints: 0, teamBPoints: 0, games: [] };

export const aHeadToHead = (over: Partial<HeadToHead> = {}): HeadToHead => ({
  teamA: teamOf("NYJ"),
  teamB: teamOf("NE"),
  season: null,
  regular: { ...noSeries, teamBWins: 1, teamAPoints: 14, teamBPoints: 27, games: [aFinal()] },
  post: noSeries,
  ...fresh,
  ...over,
});

export const aFeedStatus = (over: Partial<FeedStatus> = {}): FeedStatus => ({
  league: "nfl",
  lastAttemptAt: "2025-11-16T19:04:00.000Z",
  lastSuccessAt: "2025-11-16T19:04:00.000Z",
  lastError: null,
  consecutiveFailures: 0,
  nextDueAt: "2025-11-16T19:04:15.000Z",
  games: { stored: 7548, final: 7276, inProgress: 2, seasons: 28 },
  fetches: [
    {
      startedAt: "2025-11-16T19:04:00.000Z",
      durationMs: 183,
      slot: aSlot(),
      outcome: "changed",
      httpStatus: 200,
      events: 15,
      eventErrors: 0,
      changed: 2,
      error: null,
    },
  ],
  ...fresh,
  ...over,
});

export const aReader = (over: Partial<Reader> = {}): Reader => ({
  timeZone: "Europe/Helsinki",
  sourceZone: "America/New_York",
  now: new Date("2025-11-16T19:16:00.000Z"),
  ...over,
});

export const aFrame = (over: Partial<Frame> = {}): Frame => ({
  path: "/",
  theme: undefined,
  timeZone: "Europe/Helsinki",
  assetUrl: (entry) => `/assets/${entry}`,
  ...over,
});

import { type GameState, isFinalGame } from "./game-state.ts";
import { addOutcome, emptyRecord, outcomeOf, type WinLossTie } from "./record.ts";

type MeetingGame = Pick<
  GameState,
  | "id"
  | "season"
  | "seasonType"
  | "week"
  | "round"
  | "kickoff"
  | "neutralSite"
  | "overtime"
  | "status"
  | "homeTeam"
  | "awayTeam"
  | "homeScore"
  | "awayScore"
>;

/** One game between two clubs, seen by the first. */
export interface Meeting {
  gameId: string;
  season: number;
  seasonType: GameState["seasonType"];
  week: number;
  round: GameState["round"];
  kickoff: Date;
  atHome: boolean;
  neutralSite: boolean;
  overtime: boolean;
  pointsFor: number;
  pointsAgainst: number;
  winner: string | null;
}

export interface MeetingTotals {
  games: number;
  /** Of the first club. */
  record: WinLossTie;
  pointsFor: number;
  pointsAgainst: number;
}

export interface HeadToHead {
  team: string;
  opponent: string;
  regular: MeetingTotals;
  postseason: MeetingTotals;
  total: MeetingTotals;
  /** Final games of both parts, the latest first. */
  meetings: Meeting[];
}

const toMeeting = (team: string, game: MeetingGame): Meeting[] => {
  if (!isFinalGame(game)) return [];
  const atHome = game.homeTeam === team;
  const { homeScore, awayScore } = game;
  return [
    {
      gameId: game.id,
      season: game.season,
      seasonType: game.seasonType,
      week: game.week,
      round: game.round,
      kickoff: game.kickoff,
      atHome,
      neutralSite: game.neutralSite,
      overtime: game.overtime,
      pointsFor: atHome ? homeScore : awayScore,
      pointsAgainst: atHome ? awayScore : homeScore,
      winner: homeScore === awayScore ? null : homeScore > awayScore ? game.homeTeam : game.awayTeam,
    },
  ];
};

const totalsOf = (meetings: readonly Meeting[]): MeetingTotals => {
  const totals: MeetingTotals = { games: meetings.length, record: emptyRecord(), pointsFor: 0, pointsAgainst: 0 };
  for (const { pointsFor, pointsAgainst } of meetings) {
    addOutcome(totals.record, outcomeOf(pointsFor, pointsAgainst));
    totals.pointsFor += pointsFor;
    totals.pointsAgainst += pointsAgainst;
  }
  return totals;
};

/**
 * How two clubs fared against each other in the given games: regular season and postseason apart and together. Games of
 * others, of the preseason and without a result are left out.
 */
export const headToHead = (games: readonly MeetingGame[], team: string, opponent: string): HeadToHead => {
  const meetings = games
    .filter(
      ({ seasonType, homeTeam, awayTeam }) =>
        seasonType !== "pre" &&
        ((homeTeam === team && awayTeam === opponent) || (homeTeam === opponent && awayTeam === team)),
    )
    .flatMap((game) => toMeeting(team, game))
    .sort((a, b) => b.kickoff.getTime() - a.kickoff.getTime());
  const ofPart = (part: GameState["seasonType"]): MeetingTotals =>
    totalsOf(meetings.filter(({ seasonType }) => seasonType === part));
  return {
    team,
    opponent,
    regular: ofPart("regular"),
    postseason: ofPart("post"),
    total: totalsOf(meetings),
    meetings,
  };
};

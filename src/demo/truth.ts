import type { TeamId } from "./league.ts";
import type { Simulation } from "./nfl/simulation.ts";
import type { Activity } from "./nfl/snapshot.ts";

/** What is really so in the simulated world at one moment: what a product that follows the feed should have stored. */
export interface SimulatorState {
  now: string;
  worldNow: string;
  seed: number;
  season: number;
  games: GameTruth[];
}

export interface GameTruth {
  id: string;
  season: number;
  seasonType: string;
  week: number;
  /** null while the feed does not name the clubs. */
  home: TeamId | null;
  away: TeamId | null;
  activity: Activity;
  period: number;
  homeScore: number;
  awayScore: number;
  /** Real kickoff on the wall clock, to the millisecond; the feed rounds it down to the minute. */
  kickoff: string;
  /** Scores so far, each as the score after it. */
  plays: { at: string; kind: string; homeScore: number; awayScore: number }[];
}

export function stateOf(simulation: Simulation, now: Date): SimulatorState {
  const { timeline } = simulation;
  const worldMs = timeline.toWorld(now.getTime());
  const wallText = (ms: number) => new Date(timeline.toWall(ms)).toISOString();
  return {
    now: now.toISOString(),
    worldNow: new Date(worldMs).toISOString(),
    seed: simulation.seed,
    season: simulation.season,
    games: simulation.all(now).map(({ game, activity, progress, teamsKnown }) => {
      const score = { home: 0, away: 0 };
      const happened = progress.begun ? game.script.plays.filter((play) => game.kickoffMs + play.atMs <= worldMs) : [];
      return {
        id: game.id,
        ...game.slot,
        home: teamsKnown ? game.home.team : null,
        away: teamsKnown ? game.away.team : null,
        activity,
        period: progress.period,
        homeScore: progress.score.home,
        awayScore: progress.score.away,
        kickoff: wallText(game.kickoffMs),
        plays: happened.map(({ side, points, kind, atMs }) => {
          score[side] += points;
          return { at: wallText(game.kickoffMs + atMs), kind, homeScore: score.home, awayScore: score.away };
        }),
      };
    }),
  };
}

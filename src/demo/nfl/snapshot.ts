import type { Announcement, SimulatedGame } from "./game.ts";
import { type Progress, progressAt } from "./progress.ts";
import type { StageKind } from "./script.ts";

/** What a game is doing. Between "about-to-start" and "final" it is whatever its stage is. */
export type Activity = "scheduled" | "about-to-start" | StageKind | "final" | "postponed" | "canceled" | "forfeited";

/** One event at one moment. */
export interface Snapshot {
  game: SimulatedGame;
  activity: Activity;
  progress: Progress;
  /** What is published of the kickoff. */
  announcement: Announcement;
  teamsKnown: boolean;
}

/** Minutes before kickoff the feed already shows period 1 and 15:00. */
const ABOUT_TO_START_MS = 15 * 60_000;
const NOTHING: Progress = {
  stage: null,
  begun: false,
  over: false,
  period: 0,
  clockSeconds: 0,
  score: { home: 0, away: 0 },
  lineScores: { home: [], away: [] },
};

/** The event at a moment of world time, or undefined while the feed does not have it. */
export function snapshotOf(game: SimulatedGame, worldMs: number): Snapshot | undefined {
  if (worldMs < game.listedFromMs) return undefined;
  const announcement = game.announcements.filter(({ fromMs }) => fromMs <= worldMs).at(-1) ?? game.announcements[0];
  if (announcement === undefined) return undefined;
  const { fate } = game;
  const calledOff = fate.kind !== "played" && worldMs >= fate.fromMs;
  const common = { game, announcement, teamsKnown: worldMs >= game.teamsFromMs };
  if (calledOff && fate.kind === "forfeited")
    return { ...common, activity: fate.kind, progress: { ...NOTHING, over: true, score: { home: 2, away: 0 } } };
  if (calledOff) return { ...common, activity: fate.kind, progress: NOTHING };
  const progress = progressAt(game.script, worldMs - game.kickoffMs);
  return { ...common, activity: activityOf(game, progress, worldMs), progress };
}

function activityOf(game: SimulatedGame, progress: Progress, worldMs: number): Activity {
  if (progress.over) return "final";
  if (progress.stage !== null) return progress.stage.kind;
  return worldMs >= game.kickoffMs - ABOUT_TO_START_MS ? "about-to-start" : "scheduled";
}

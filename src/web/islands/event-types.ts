/** What changes a page about games. */
export const GAME_EVENT_TYPES = [
  "score.changed",
  "score.corrected",
  "game.started",
  "game.final",
  "game.unfinalized",
  "game.rescheduled",
  "game.postponed",
  "game.canceled",
  "game.teams_known",
  "period.ended",
] as const;

import type { GamePhase, GameStatus } from "../domain/game.ts";
import type { EspnStatus } from "./espn-schemas.ts";

export interface GameProgress {
  status: GameStatus;
  phase: GamePhase | null;
  period: number | null;
  clock: string | null;
  overtime: boolean;
}

/**
 * What ESPN's status object says of a game.
 *
 * `state` ("pre", "in", "post") and `completed` decide; names only refine, because ESPN has names nobody has listed.
 * A game is final when its state is "post" and it is completed: cancelled and postponed games are "post" too, and their
 * 0-0 is not a result. Minutes before kickoff a scheduled game already shows period 1 and 15:00: both are left out.
 */
export function readStatus(espn: EspnStatus, regulationPeriods: number): GameProgress {
  const status = statusOf(espn);
  const phase = phaseOf(espn, status);
  const begun = status === "in_progress" || status === "final" || status === "unknown";
  const period = begun ? positiveInteger(espn.period) : null;
  const running = status === "in_progress" && phase !== "halftime" && phase !== "end_of_period";
  const clock = running && /^\d{1,2}:\d\d$/.test(espn.displayClock ?? "") ? (espn.displayClock ?? null) : null;
  const detail = `${espn.type.detail ?? ""} ${espn.type.shortDetail ?? ""}`;
  const overtime = begun && ((period ?? 0) > regulationPeriods || /\bOT\d*\b|\bovertime\b/i.test(detail));
  return { status, phase, period, clock, overtime };
}

function statusOf({ type }: EspnStatus): GameStatus {
  const called = type.name ?? "";
  if (type.completed !== true) {
    if (/^STATUS_CANCEL/.test(called)) return "canceled";
    if (/^STATUS_POSTPONE/.test(called)) return "postponed";
  }
  switch (type.state) {
    case "pre":
      return "scheduled";
    case "in":
      return "in_progress";
    case "post":
      return type.completed === true ? "final" : "unknown";
    default:
      return "unknown";
  }
}

function phaseOf({ type }: EspnStatus, status: GameStatus): GamePhase | null {
  if (status === "final" || status === "canceled" || status === "postponed") return null;
  const called = type.name ?? "";
  if (/DELAY/.test(called)) return "delayed";
  if (/SUSPEND/.test(called)) return "suspended";
  if (status !== "in_progress") return null;
  if (/HALFTIME/.test(called)) return "halftime";
  return /^STATUS_END_/.test(called) ? "end_of_period" : "playing";
}

const positiveInteger = (value: number | undefined): number | null =>
  value !== undefined && Number.isInteger(value) && value > 0 ? value : null;

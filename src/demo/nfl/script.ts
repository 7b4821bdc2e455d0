import { type Chance, chanceFor } from "./chance.ts";

export type Side = "home" | "away";
export type PlayKind = "touchdown" | "extra-point" | "two-point" | "field-goal" | "safety" | "overturned";

/** Points for one side. An overturned touchdown takes its six points back. */
export interface Play {
  /** Milliseconds of world time since kickoff. */
  atMs: number;
  period: number;
  side: Side;
  points: number;
  kind: PlayKind;
}

export type StageKind =
  | "playing"
  | "end-of-period"
  | "halftime"
  | "delay"
  | "rain-delay"
  /** A stoppage under a status name that no consumer has heard of. */
  | "review"
  | "suspended";

/** A stretch of a game in which its status does not change. Stages follow each other without gaps. */
export interface Stage {
  kind: StageKind;
  fromMs: number;
  toMs: number;
  period: number;
  /** Seconds left in the period at both ends. */
  clockFrom: number;
  clockTo: number;
}

/** A whole game from kickoff to the last whistle. */
export interface Script {
  stages: Stage[];
  plays: Play[];
  durationMs: number;
  score: Record<Side, number>;
  overtime: boolean;
}

export interface ScriptOptions {
  /** Better clubs score more: the difference between a club's strength and its opponent's moves the chance of a touchdown. */
  strength: Record<Side, number>;
  /** What follows a tie after four periods. */
  overtime: "none" | "ten-minutes" | "until-decided";
  /** Go on trying until the game ends like this. */
  ending?: "overtime" | "tie";
  stoppages?: { kind: StageKind; afterMs: number; lengthMs: number }[];
  /** Give the first touchdown back after review. */
  overturned?: boolean;
}

const MINUTE_MS = 60_000;
const QUARTER_SECONDS = 900;
const OVERTIME_SECONDS = 600;
/** A quarter of 15 minutes takes about 41 minutes of an afternoon. */
const QUARTER_MS = 41 * MINUTE_MS;
const BREAK_MS = 2 * MINUTE_MS;
const HALFTIME_MS = 13 * MINUTE_MS;
const CONVERSION_AFTER_MS = 35_000;
const OVERTURNED_AFTER_MS = 150_000;
/** Touchdowns leave this much of a period for the conversion. */
const CONVERSION_SECONDS = 20;
/** ... and this much of a quarter for a review. */
const OVERTURNED_ROOM_SECONDS = 59;
const MAX_ATTEMPTS = 20_000;

/** Writes a game. The same seed, key and options give the same game. */
export function writeScript(seed: number, key: string, options: ScriptOptions): Script {
  for (let attempt = 0; ; attempt++) {
    const script = writeOnce(chanceFor(seed, "script", key, attempt), options);
    const tie = script.score.home === script.score.away;
    const wanted = options.ending === "tie" ? tie : options.ending === "overtime" ? script.overtime : true;
    if (!wanted && attempt < MAX_ATTEMPTS) continue;
    for (const { kind, afterMs, lengthMs } of options.stoppages ?? []) insertStoppage(script, kind, afterMs, lengthMs);
    return script;
  }
}

function writeOnce(chance: Chance, options: ScriptOptions): Script {
  // Afternoons have their own pace, so games of one window do not march in step.
  const msPerSecond = (QUARTER_MS / QUARTER_SECONDS) * (0.92 + 0.16 * chance.number());
  const stages: Stage[] = [];
  const plays: Play[] = [];
  const score = { home: 0, away: 0 };
  let nowMs = 0;
  let possession: Side = chance.happens(0.5) ? "home" : "away";
  let overturns = options.overturned === true ? 1 : 0;

  const stage = (kind: StageKind, lengthMs: number, period: number, clockFrom: number, clockTo: number) => {
    stages.push({ kind, fromMs: nowMs, toMs: nowMs + lengthMs, period, clockFrom, clockTo });
    nowMs += lengthMs;
  };
  const add = (atMs: number, period: number, side: Side, kind: PlayKind, points: number) => {
    plays.push({ atMs, period, side, points, kind });
    score[side] += points;
  };
  const other = (side: Side): Side => (side === "home" ? "away" : "home");

  /** Ends a drive `second` seconds into a period that began at `fromMs`. */
  const endDrive = (outcome: Outcome, fromMs: number, period: number, second: number, conversion: boolean) => {
    const atMs = fromMs + second * msPerSecond;
    if (outcome === "field-goal") add(atMs, period, possession, outcome, 3);
    if (outcome === "safety") add(atMs, period, other(possession), outcome, 2);
    if (outcome !== "touchdown" && outcome !== "returned") return;
    const side = outcome === "touchdown" ? possession : other(possession);
    add(atMs, period, side, "touchdown", 6);
    if (overturns > 0 && conversion && second < QUARTER_SECONDS - OVERTURNED_ROOM_SECONDS) {
      overturns--;
      add(atMs + OVERTURNED_AFTER_MS, period, side, "overturned", -6);
    } else if (conversion) {
      const two = chance.happens(0.08);
      if (chance.happens(two ? 0.48 : 0.94))
        add(atMs + CONVERSION_AFTER_MS, period, side, two ? "two-point" : "extra-point", two ? 2 : 1);
    }
  };

  // Drives run through the end of the first and third quarter, and stop at the half and at the end.
  for (const half of [1, 3]) {
    const fromMs = nowMs;
    const breakMs = BREAK_MS;
    let elapsed = 0;
    while (elapsed < 2 * QUARTER_SECONDS) {
      const left = 2 * QUARTER_SECONDS - elapsed;
      const length = chance.integer(70, 320);
      const late = length > left - CONVERSION_SECONDS;
      let end = late ? 2 * QUARTER_SECONDS - 3 : elapsed + length;
      const outcome = late
        ? left > 60 && chance.happens(0.3)
          ? "field-goal"
          : "none"
        : outcomeOf(chance, options, possession);
      // Nothing is scored at the very end of the first quarter of the half, where a conversion would fall into the break.
      if (end > QUARTER_SECONDS - 60 && end <= QUARTER_SECONDS) end = QUARTER_SECONDS - 60;
      const second = end > QUARTER_SECONDS;
      endDrive(
        outcome,
        second ? fromMs + QUARTER_SECONDS * msPerSecond + breakMs : fromMs,
        second ? half + 1 : half,
        second ? end - QUARTER_SECONDS : end,
        true,
      );
      elapsed = late ? 2 * QUARTER_SECONDS : elapsed + length;
      possession = other(possession);
    }
    stage("playing", QUARTER_SECONDS * msPerSecond, half, QUARTER_SECONDS, 0);
    stage("end-of-period", breakMs, half, 0, 0);
    stage("playing", QUARTER_SECONDS * msPerSecond, half + 1, QUARTER_SECONDS, 0);
    if (half === 1) stage("halftime", HALFTIME_MS, 2, 0, 0);
  }

  const overtime = score.home === score.away && options.overtime !== "none";
  for (let period = 5; overtime && (period === 5 || options.overtime === "until-decided"); period++) {
    if (score.home !== score.away) break;
    stage("end-of-period", BREAK_MS, period - 1, 0, 0);
    const seconds = options.overtime === "ten-minutes" ? OVERTIME_SECONDS : QUARTER_SECONDS;
    const fromMs = nowMs;
    let elapsed = 0;
    let drives = 0;
    let decided = false;
    while (!decided) {
      const length = chance.integer(90, 260);
      if (elapsed + length > seconds - CONVERSION_SECONDS) {
        elapsed = seconds;
        break;
      }
      elapsed += length;
      drives++;
      const outcome = outcomeOf(chance, options, possession);
      // Each side has the ball once; a score of the side without it ends the game.
      endDrive(outcome, fromMs, period, elapsed, drives === 1 && outcome === "touchdown");
      decided = score.home !== score.away && (drives > 1 || outcome === "safety" || outcome === "returned");
      possession = other(possession);
    }
    stage("playing", elapsed * msPerSecond, period, seconds, seconds - elapsed);
  }

  plays.sort((a, b) => a.atMs - b.atMs);
  return { stages, plays, durationMs: nowMs + 20_000, score, overtime };
}

type Outcome = "touchdown" | "field-goal" | "safety" | "returned" | "none";

function outcomeOf(chance: Chance, { strength }: ScriptOptions, possession: Side): Outcome {
  const edge = possession === "home" ? strength.home - strength.away : strength.away - strength.home;
  const touchdown = Math.min(0.5, Math.max(0.06, 0.245 + edge + (possession === "home" ? 0.01 : 0)));
  const draw = chance.number();
  if (draw < touchdown) return "touchdown";
  if (draw < touchdown + 0.18) return "field-goal";
  if (draw < touchdown + 0.195) return "returned";
  return draw < touchdown + 0.2 ? "safety" : "none";
}

/** Stops the game with its clock standing at `afterMs`, and moves everything later back by the stoppage. */
function insertStoppage(script: Script, kind: StageKind, afterMs: number, lengthMs: number): void {
  const index = script.stages.findIndex(
    (stage) => stage.kind === "playing" && stage.fromMs < afterMs && afterMs < stage.toMs,
  );
  const stage = script.stages[index];
  if (stage === undefined) return;
  const share = (afterMs - stage.fromMs) / (stage.toMs - stage.fromMs);
  const clock = Math.round(stage.clockFrom + share * (stage.clockTo - stage.clockFrom));
  const resumeMs = afterMs + lengthMs;
  const later = script.stages.slice(index + 1);
  for (const next of later) {
    next.fromMs += lengthMs;
    next.toMs += lengthMs;
  }
  script.stages.splice(
    index,
    1,
    { ...stage, toMs: afterMs, clockTo: clock },
    { kind, fromMs: afterMs, toMs: resumeMs, period: stage.period, clockFrom: clock, clockTo: clock },
    { ...stage, fromMs: resumeMs, toMs: stage.toMs + lengthMs, clockFrom: clock },
  );
  for (const play of script.plays) if (play.atMs >= afterMs) play.atMs += lengthMs;
  script.durationMs += lengthMs;
}

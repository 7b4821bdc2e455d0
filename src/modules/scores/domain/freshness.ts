import { isTerminal } from "./game-state.ts";
import { nextReadAfter, type PlannedSlate, type RefreshOptions } from "./refresh.ts";

/** On top of two missed reads: a slow answer is not yet a stale one. */
const GRACE_MS = 60_000;

export interface Freshness {
  /** When what is shown was last confirmed by its source; null when nothing ever was. */
  asOf: Date | null;
  stale: boolean;
  /** When it becomes stale if nothing is read until then; null when it never will, and when it is. */
  staleAt: Date | null;
}

const latest = (dates: readonly Date[]): Date | null =>
  dates.length === 0 ? null : new Date(Math.max(...dates.map((date) => date.getTime())));

/** A slate known only from imported files is as good as its games: fresh when they are all over. */
const ofUnread = ({ games, confirmedAt }: PlannedSlate): Freshness => {
  const over = games.length > 0 && games.every(({ status }) => isTerminal(status));
  const asOf = latest(games.map(({ observedAt }) => observedAt)) ?? confirmedAt;
  return { asOf, stale: !over && confirmedAt === null, staleAt: null };
};

/**
 * How fresh a slate is at `now`. It is stale once two reads that its plan asks for, and a minute, have passed without one:
 * exactly at `staleAt`, which depends on stored times only.
 */
export const slateFreshness = (slate: PlannedSlate, now: Date, options: RefreshOptions): Freshness => {
  const asOf = slate.lastSuccessAt;
  if (asOf === null) return ofUnread(slate);
  const first = nextReadAfter(slate, asOf.getTime(), options);
  if (first === undefined) return { asOf, stale: false, staleAt: null };
  const second = nextReadAfter(slate, first.atMs, options);
  const staleMs = (second?.atMs ?? first.atMs) + GRACE_MS;
  const stale = now.getTime() >= staleMs;
  return { asOf, stale, staleAt: stale ? null : new Date(staleMs) };
};

/**
 * The freshness of an answer built on several slates: as old as the oldest that can still change (those that are done for
 * good do not age), stale as soon as one is. Without slates nothing is known.
 */
export const combineFreshness = (parts: readonly Freshness[]): Freshness => {
  const aging = parts.filter(({ stale, staleAt }) => stale || staleAt !== null);
  const known = (from: readonly Freshness[]): Date[] => from.flatMap(({ asOf }) => (asOf === null ? [] : [asOf]));
  const oldest = known(aging).map((date) => date.getTime());
  const staleTimes = aging.flatMap(({ staleAt }) => (staleAt === null ? [] : [staleAt.getTime()]));
  const stale = parts.length === 0 || aging.some((part) => part.stale);
  return {
    asOf: oldest.length > 0 ? new Date(Math.min(...oldest)) : latest(known(parts)),
    stale,
    staleAt: stale || staleTimes.length === 0 ? null : new Date(Math.min(...staleTimes)),
  };
};

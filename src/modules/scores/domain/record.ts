/** Wins, losses and ties. */
export interface WinLossTie {
  wins: number;
  losses: number;
  ties: number;
}

export type Outcome = "W" | "L" | "T";

export const emptyRecord = (): WinLossTie => ({ wins: 0, losses: 0, ties: 0 });

export const outcomeOf = (pointsFor: number, pointsAgainst: number): Outcome => {
  if (pointsFor === pointsAgainst) return "T";
  return pointsFor > pointsAgainst ? "W" : "L";
};

/** Counts one more game, in place. */
export const addOutcome = (record: WinLossTie, outcome: Outcome): void => {
  if (outcome === "W") record.wins += 1;
  else if (outcome === "L") record.losses += 1;
  else record.ties += 1;
};

export const gamesOf = ({ wins, losses, ties }: WinLossTie): number => wins + losses + ties;

/**
 * Compares two percentages, the higher first (negative when `a` is higher). A percentage is (W + T/2) / (W + L + T),
 * compared as fractions of integers, so nothing is lost to rounding; without games it is 0.
 */
export const comparePercentage = (a: WinLossTie, b: WinLossTie): number => {
  const gamesA = Math.max(1, gamesOf(a));
  const gamesB = Math.max(1, gamesOf(b));
  return (2 * b.wins + b.ties) * gamesA - (2 * a.wins + a.ties) * gamesB;
};

/** The percentage for display, to four decimals; 0 without games. */
export const percentageOf = (record: WinLossTie): number => {
  const games = gamesOf(record);
  return games === 0 ? 0 : Math.round(((record.wins + record.ties / 2) / games) * 10_000) / 10_000;
};

/** "13-4-0". */
export const recordText = ({ wins, losses, ties }: WinLossTie): string => `${wins}-${losses}-${ties}`;

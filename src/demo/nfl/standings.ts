import { type Chance, chanceFor } from "./chance.ts";
import { byDivision, type Club } from "./clubs.ts";
import { hasResult, type SimulatedGame } from "./game.ts";

export interface ClubRecord {
  wins: number;
  losses: number;
  ties: number;
  netPoints: number;
}

const empty = (): ClubRecord => ({ wins: 0, losses: 0, ties: 0, netPoints: 0 });

/** Points of the feed's final answer: a forfeit is 2-0. */
export function resultOf(game: SimulatedGame): { home: number; away: number } {
  return game.fate.kind === "forfeited" ? { home: 2, away: 0 } : game.script.score;
}

/** Records by team id over the games given, all of which count as over. */
export function recordsOf(games: readonly SimulatedGame[]): Map<string, ClubRecord> {
  const records = new Map<string, ClubRecord>();
  const credit = (club: Club, own: number, theirs: number) => {
    const record = records.get(club.team) ?? empty();
    if (own > theirs) record.wins++;
    else if (own < theirs) record.losses++;
    else record.ties++;
    record.netPoints += own - theirs;
    records.set(club.team, record);
  };
  for (const game of games) {
    if (!hasResult(game)) continue;
    const { home, away } = resultOf(game);
    credit(game.home, home, away);
    credit(game.away, away, home);
  }
  return records;
}

/** "9-7-1"; the ties only when there are some. */
export const recordText = (record: ClubRecord = empty()): string =>
  [record.wins, record.losses, ...(record.ties > 0 ? [record.ties] : [])].join("-");

const percentage = ({ wins, losses, ties }: ClubRecord): number =>
  wins + losses + ties === 0 ? 0 : (wins + ties / 2) / (wins + losses + ties);

/**
 * Seven seeds of a conference, best first: the four division winners, then three more clubs, by percentage, net points and
 * chance. Simpler than the league's own tie-breaks on purpose: the simulated bracket only has to be a bracket, and a product
 * that works out the seeds by the rules may differ where percentages are equal.
 */
export function seedsOf(
  clubs: readonly Club[],
  conference: string,
  records: ReadonlyMap<string, ClubRecord>,
  seed: number,
): Club[] {
  const chance: Chance = chanceFor(seed, "seeds", conference);
  const drawn = new Map(clubs.map((club) => [club, chance.number()]));
  const recordOf = (club: Club) => records.get(club.team) ?? empty();
  const best = (a: Club, b: Club) =>
    percentage(recordOf(b)) - percentage(recordOf(a)) ||
    recordOf(b).netPoints - recordOf(a).netPoints ||
    (drawn.get(b) ?? 0) - (drawn.get(a) ?? 0);
  const members = clubs.filter((club) => club.conference === conference);
  const winners = [...byDivision(members).values()].map((division) => [...division].sort(best)[0] as Club).sort(best);
  const others = members.filter((club) => !winners.includes(club)).sort(best);
  return [...winners, ...others.slice(0, 3)];
}

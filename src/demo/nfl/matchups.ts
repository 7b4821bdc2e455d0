import { type Chance, chanceFor } from "./chance.ts";
import { byDivision, type Club } from "./clubs.ts";

/** Who meets whom in which week. */
export interface Matchup {
  week: number;
  home: Club;
  away: Club;
}

type Pair = Omit<Matchup, "week">;
/** Sixteen games in which every club plays once. */
type Round = Pair[];

const ROUNDS = 17;
const LAST_WEEK = 18;
const FIRST_BYE_WEEK = 5;
const LAST_BYE_WEEK = 14;
/** Six clubs off in one week at most. */
const BYE_GAMES_A_WEEK = 3;

/**
 * A regular season of 18 weeks for 32 clubs in eight divisions of four: 17 games and one bye each, by the league's formula
 * (six games in the division, four against a division of each conference, two and one against clubs of equal rank).
 *
 * Built to be valid rather than searched for: 17 rounds in which everybody plays are mixed by exchanging alternating cycles
 * between two rounds (Kempe changes keep both rounds whole). Then sixteen division games that between them hold every club
 * once leave their weeks, which become the byes, and make week 18.
 */
export function makeMatchups(clubs: readonly Club[], seed: number, season: number): Matchup[] {
  for (let attempt = 0; ; attempt++) {
    const chance = chanceFor(seed, season, "matchups", attempt);
    const rounds = mix(chance.shuffled(formula(clubs, chance)), chance);
    const moved = chooseByes(clubs, rounds, chance);
    if (moved === undefined) continue;
    return [
      ...rounds.flatMap((round, index) =>
        round.filter((pair) => !moved.has(pair)).map((pair) => ({ week: index + 1, ...pair })),
      ),
      ...[...moved].map((pair) => ({ week: LAST_WEEK, ...pair })),
    ];
  }
}

const at = <T>(items: readonly T[], index: number): T => items[index % items.length] as T;

/** The 17 rounds of the formula, one kind of opponent after the other. */
function formula(clubs: readonly Club[], chance: Chance): Round[] {
  const divisions = byDivision(clubs);
  // Rank of the year before: chance, for a simulated league has no year before.
  const ranked = [...divisions.values()].map((members) => chance.shuffled(members));
  const conferences = [...new Set(clubs.map((club) => club.conference))].sort();
  const [first, second] = conferences.map((conference) =>
    chance.shuffled(ranked.filter((members) => members[0]?.conference === conference)),
  ) as [Club[][], Club[][]];

  const rounds: Round[] = Array.from({ length: ROUNDS }, () => []);
  const play = (round: number, home: Club, away: Club) => rounds[round]?.push({ home, away });

  for (const members of ranked) {
    // The three ways to pair four clubs, each twice with home and away exchanged.
    const pairings = [
      [0, 1, 2, 3],
      [2, 0, 3, 1],
      [0, 3, 1, 2],
    ] as const;
    pairings.forEach(([a, b, c, d], index) => {
      play(index, at(members, a), at(members, b));
      play(index, at(members, c), at(members, d));
      play(index + 3, at(members, b), at(members, a));
      play(index + 3, at(members, d), at(members, c));
    });
  }
  const wholeDivisions = (round: number, left: Club[], right: Club[]) => {
    for (let shift = 0; shift < 4; shift++)
      for (let i = 0; i < 4; i++) {
        const [a, b] = [at(left, i), at(right, i + shift)];
        if (shift < 2) play(round + shift, a, b);
        else play(round + shift, b, a);
      }
  };
  const equalRanks = (round: number, left: Club[], right: Club[]) => {
    for (let i = 0; i < 4; i++) play(round, at(left, i), at(right, i));
  };
  for (const [a, b, c, d] of [first, second] as [Club[], Club[], Club[], Club[]][]) {
    wholeDivisions(6, a, b);
    wholeDivisions(6, c, d);
    equalRanks(14, a, c);
    equalRanks(14, b, d);
    equalRanks(15, d, a);
    equalRanks(15, c, b);
  }
  for (let i = 0; i < 4; i++) {
    wholeDivisions(10, at(first, i), at(second, i));
    equalRanks(16, at(first, i), at(second, i + 1));
  }
  return rounds;
}

/** Exchanges random alternating cycles between random rounds. */
function mix(rounds: Round[], chance: Chance): Round[] {
  for (let exchange = 0; exchange < 400; exchange++) {
    const i = chance.integer(0, ROUNDS - 1);
    const j = chance.integer(0, ROUNDS - 1);
    if (i === j) continue;
    const [one, other] = [at(rounds, i), at(rounds, j)];
    const start = at(one, chance.integer(0, one.length - 1)).home;
    const cycle = cycleThrough(start, one, other);
    const inCycle = (pair: Pair) => cycle.has(pair.home);
    rounds[i] = [...one.filter((pair) => !inCycle(pair)), ...other.filter(inCycle)];
    rounds[j] = [...other.filter((pair) => !inCycle(pair)), ...one.filter(inCycle)];
  }
  return rounds;
}

/** The clubs reached from one by going along the games of two rounds. */
function cycleThrough(start: Club, one: Round, other: Round): Set<Club> {
  const reached = new Set([start]);
  const waiting = [start];
  for (let club = waiting.pop(); club !== undefined; club = waiting.pop())
    for (const pair of [...one, ...other]) {
      if (pair.home !== club && pair.away !== club) continue;
      const opponent = pair.home === club ? pair.away : pair.home;
      if (reached.has(opponent)) continue;
      reached.add(opponent);
      waiting.push(opponent);
    }
  return reached;
}

/** Two division games for each division, holding its four clubs, out of the weeks in which byes may be; undefined when none fit. */
function chooseByes(clubs: readonly Club[], rounds: readonly Round[], chance: Chance): Set<Pair> | undefined {
  const moved = new Set<Pair>();
  const free = new Map<number, number>();
  for (const members of byDivision(clubs).values()) {
    const games = rounds.flatMap((round, index) =>
      round
        .filter((pair) => pair.home.division === members[0]?.division && pair.away.division === pair.home.division)
        .map((pair) => ({ pair, week: index + 1 }))
        .filter(({ week }) => week >= FIRST_BYE_WEEK && week <= LAST_BYE_WEEK),
    );
    const room = (week: number, wanted: number) => (free.get(week) ?? BYE_GAMES_A_WEEK) >= wanted;
    const options = chance
      .shuffled(games)
      .flatMap((one) =>
        games
          .filter((other) => ![other.pair.home, other.pair.away].some((club) => holds(one.pair, club)))
          .map((other) => [one, other] as const),
      );
    const chosen = options.find(([one, other]) =>
      one.week === other.week ? room(one.week, 2) : room(one.week, 1) && room(other.week, 1),
    );
    if (chosen === undefined) return undefined;
    for (const { pair, week } of chosen) {
      moved.add(pair);
      free.set(week, (free.get(week) ?? BYE_GAMES_A_WEEK) - 1);
    }
  }
  return moved;
}

const holds = (pair: Pair, club: Club): boolean => pair.home === club || pair.away === club;

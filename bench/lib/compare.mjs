import { median } from "./load.mjs";

/**
 * Measures contestants turn about, every other round in the opposite order, so that a machine that slows down slows them
 * all. `contestants` maps names to functions that give `{rate, p99Ms}`.
 */
export async function compare(contestants, rounds) {
  const names = Object.keys(contestants);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) results[name].push(await contestants[name]());
  }
  return {
    rate: (name) => median(results[name].map(({ rate }) => rate)),
    p99Ms: (name) => median(results[name].map(({ p99Ms }) => p99Ms)),
    /** How many times faster one was than the other: the median over the rounds. */
    ratio: (name, than) => median(results[name].map(({ rate }, round) => rate / results[than][round].rate)),
  };
}

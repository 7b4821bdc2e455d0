import { type Random, seededRandom } from "../../platform/random.ts";

/** Repeatable chance for one purpose. The same seed and purpose always give the same numbers, whatever was drawn elsewhere. */
export interface Chance {
  /** In [0, 1). */
  number(): number;
  /** A whole number from `low` to `high`, both included. */
  integer(low: number, high: number): number;
  /** True with this probability. */
  happens(probability: number): boolean;
  /** The items in random order; the argument is left as it is. */
  shuffled<T>(items: readonly T[]): T[];
  /** About normal with mean 0 and standard deviation 1 (sum of twelve uniform numbers). */
  normal(): number;
}

/** Chance for the purpose named by `keys`, such as a game's id. */
export function chanceFor(seed: number, ...keys: (string | number)[]): Chance {
  const random: Random = seededRandom(fnv1a(`${seed}:${keys.join(":")}`));
  // The first numbers of neighbouring seeds look alike.
  random.number();
  const integer = (low: number, high: number) => low + Math.floor(random.number() * (high - low + 1));
  return {
    number: () => random.number(),
    integer,
    happens: (probability) => random.number() < probability,
    shuffled: <T>(items: readonly T[]): T[] => {
      const result = [...items];
      for (let i = result.length - 1; i > 0; i--) {
        const j = integer(0, i);
        [result[i], result[j]] = [result[j] as T, result[i] as T];
      }
      return result;
    },
    normal: () => {
      let sum = -6;
      for (let i = 0; i < 12; i++) sum += random.number();
      return sum;
    },
  };
}

/** FNV-1a, 32 bits, over UTF-16 code units. */
function fnv1a(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}

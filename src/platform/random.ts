import { randomBytes } from "node:crypto";

/** Randomness as the product uses it: numbers for jitter and simulation, bytes for ids and secrets. */
export interface Random {
  /** A number in [0, 1). */
  number(): number;
  bytes(length: number): Uint8Array;
}

export const systemRandom: Random = {
  number: () => Math.random(),
  bytes: (length) => randomBytes(length),
};

/** A repeatable generator (mulberry32) for the simulator and for tests. Not for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const number = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
  return { number, bytes: (length) => Uint8Array.from({ length }, () => Math.floor(number() * 256)) };
}

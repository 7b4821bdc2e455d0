import type { Random } from "./random.ts";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * A prefixed id that sorts by time of creation: `game_` + 10 characters of milliseconds + 10 random ones,
 * both in Crockford's base 32 (lower case), so 50 random bits within each millisecond.
 */
export function newId(prefix: string, now: Date, random: Random): string {
  let rest = now.getTime();
  let time = "";
  for (let i = 0; i < 10; i++) {
    time = ALPHABET[rest % 32] + time;
    rest = Math.floor(rest / 32);
  }
  let tail = "";
  for (const byte of random.bytes(10)) tail += ALPHABET[byte % 32];
  return `${prefix}_${time}${tail}`;
}

/** An hour: a server that asks for more is asked again then. */
const LONGEST_RETRY_AFTER_MS = 3_600_000;
/** The largest age a cache may state (RFC 9111 section 1.2.2). */
const LARGEST_DELTA_SECONDS = 2_147_483_648;

/**
 * Milliseconds that `Retry-After` asks to wait, from whole seconds or an HTTP date (RFC 9110 section 10.2.3): 0 for a date
 * gone by, at most an hour, undefined when absent or not readable.
 */
export function retryAfterMs(header: string | null, now: Date): number | undefined {
  const value = header?.trim();
  if (!value) return undefined;
  const waitMs = /^\d+$/.test(value) ? Number(value) * 1_000 : httpDateMs(value) - now.getTime();
  if (Number.isNaN(waitMs)) return undefined;
  return Math.min(Math.max(0, waitMs), LONGEST_RETRY_AFTER_MS);
}

/**
 * When the server last vouched for what it answered: the start of the request, minus the age of a cached answer (RFC 9111
 * section 4.2.3, which takes the larger of `Age` and the time since `Date`). `Date` counts only beside an `Age`: without a
 * cache in between it says nothing but how wrong the server's clock is.
 */
export function observedAt(headers: Headers, startedAt: Date): Date {
  const age = headers.get("age")?.trim();
  if (age === undefined || !/^\d+$/.test(age)) return startedAt;
  const statedMs = Math.min(Number(age), LARGEST_DELTA_SECONDS) * 1_000;
  const date = headers.get("date");
  const apparentMs = date === null ? Number.NaN : startedAt.getTime() - httpDateMs(date);
  return new Date(startedAt.getTime() - Math.max(statedMs, Number.isNaN(apparentMs) ? 0 : apparentMs));
}

/** Milliseconds since 1970 of "Sun, 06 Nov 1994 08:49:37 GMT"; NaN for anything else, which Date.parse would guess at. */
function httpDateMs(value: string): number {
  return /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(value)
    ? Date.parse(value)
    : Number.NaN;
}

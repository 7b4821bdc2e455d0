import * as v from "valibot";

/*
 * Schemas for parameters, which arrive as text. JSON Schema cannot state `check` and `transform`, so `metadata`
 * says what the text stands for; it wins over what the conversion made of the rest.
 */

/** The schema of a route's query: names that it does not know are refused. Optional entries use `v.optional(schema, default)`. */
export const query = <const E extends v.ObjectEntries>(entries: E) => v.strictObject(entries);

/** The query of a route that takes none. */
export const NoQuery = query({});

/** A whole number in `min`..`max`, written in decimal digits. */
export const integerParam = (min: number, max: number) =>
  v.pipe(
    v.string(),
    v.check((text) => /^-?\d{1,15}$/.test(text), "must be a whole number"),
    v.toNumber(),
    v.minValue(min, `must be at least ${min}`),
    v.maxValue(max, `must be at most ${max}`),
    v.metadata({ type: "integer", minimum: min, maximum: max }),
  );

/** A calendar date that exists, `2026-02-28`. */
export const dateParam = () =>
  v.pipe(v.string(), v.isoDate("must be a date such as 2026-11-20"), v.check(dateExists, "is not a date that exists"));

/** An instant, `2026-11-20T18:00:00Z`; comes out as a `Date`. */
export const instantParam = () =>
  v.pipe(
    v.string(),
    v.isoTimestamp("must be a time such as 2026-11-20T18:00:00Z"),
    v.check((text) => dateExists(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)), "is not a time that exists"),
    v.transform((text) => new Date(text)),
  );

/** An IANA time zone that this server knows, `Europe/Helsinki`. */
export const timeZoneParam = () =>
  v.pipe(
    v.string(),
    v.maxLength(64, "must be an IANA time zone such as Europe/Helsinki"),
    v.check(isTimeZone, "must be an IANA time zone such as Europe/Helsinki"),
    v.metadata({ examples: ["Europe/Helsinki", "America/New_York"] }),
  );

/** `true` or `false`. */
export const booleanParam = () =>
  v.pipe(
    v.picklist(["true", "false"], "must be true or false"),
    v.transform((text) => text === "true"),
    v.metadata({ type: "boolean", enum: undefined }),
  );

/** Values separated by commas, each checked by `item`; 1 to `maxItems` of them, repeats dropped. */
export const listParam = <const S extends v.GenericSchema<string, unknown>>(item: S, maxItems = 50) =>
  v.pipe(
    v.string(),
    v.transform((text) => [...new Set(text.split(","))]),
    v.check((values) => values.length <= maxItems, `must have at most ${maxItems} values`),
    v.array(item),
    v.metadata({ description: "Values separated by commas.", minItems: 1, maxItems }),
  );

function dateExists(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function isTimeZone(name: string): boolean {
  try {
    // Offsets such as +02:00 are accepted by Intl but are no zones: they know no summer time.
    return /^[A-Za-z]/.test(name) && new Intl.DateTimeFormat("en", { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

import * as v from "valibot";

/**
 * The parts of ESPN's scoreboard the product reads. What a game cannot do without is required; everything else falls back
 * to undefined when it is missing or has another type, so that a decoration can never cost a game.
 */
const lenient = <TSchema extends v.GenericSchema>(schema: TSchema) => v.fallback(v.optional(schema), undefined);
const lenientList = <TSchema extends v.GenericSchema>(schema: TSchema) =>
  v.fallback(v.optional(v.array(schema)), undefined);

/** Ids are strings of digits; a number is accepted. */
const id = v.pipe(v.union([v.string(), v.number()]), v.transform(String), v.nonEmpty());

const season = v.object({ year: lenient(v.number()), type: lenient(v.number()) });
const week = v.object({ number: lenient(v.number()) });

export const statusSchema = v.object({
  displayClock: lenient(v.string()),
  period: lenient(v.number()),
  type: v.object({
    name: lenient(v.string()),
    state: lenient(v.string()),
    completed: lenient(v.boolean()),
    detail: lenient(v.string()),
    shortDetail: lenient(v.string()),
  }),
});
export type EspnStatus = v.InferOutput<typeof statusSchema>;

const competitor = v.object({
  homeAway: lenient(v.string()),
  /** A string of digits in every recording; "", "-" or missing when there is none. */
  score: v.optional(v.unknown()),
  linescores: lenientList(v.object({ value: v.number() })),
  team: v.object({
    id: lenient(id),
    displayName: lenient(v.string()),
    shortDisplayName: lenient(v.string()),
    abbreviation: lenient(v.string()),
  }),
});
export type EspnCompetitor = v.InferOutput<typeof competitor>;

const competition = v.object({
  timeValid: lenient(v.boolean()),
  neutralSite: lenient(v.boolean()),
  status: lenient(statusSchema),
  competitors: v.pipe(v.array(competitor), v.length(2)),
  notes: lenientList(v.object({ headline: lenient(v.string()) })),
  broadcast: lenient(v.string()),
  broadcasts: lenientList(v.object({ names: lenientList(v.string()) })),
  venue: lenient(
    v.object({
      fullName: v.pipe(v.string(), v.nonEmpty()),
      indoor: lenient(v.boolean()),
      address: lenient(
        v.object({ city: lenient(v.string()), state: lenient(v.string()), country: lenient(v.string()) }),
      ),
    }),
  ),
});
export type EspnCompetition = v.InferOutput<typeof competition>;

export const eventSchema = v.object({
  id,
  /** UTC to the minute, without seconds: "2025-09-05T00:20Z". */
  date: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z$/)),
  name: lenient(v.string()),
  season: lenient(season),
  week: lenient(week),
  status: lenient(statusSchema),
  competitions: v.pipe(v.array(competition), v.minLength(1)),
});
export type EspnEvent = v.InferOutput<typeof eventSchema>;

/** Events stay unread here: each is judged by itself. */
export const scoreboardSchema = v.object({
  season: lenient(season),
  week: lenient(v.object({ number: lenient(v.number()), teamsOnBye: lenientList(v.object({ id })) })),
  events: v.array(v.unknown()),
});

export const teamsSchema = v.object({
  sports: v.array(
    v.object({
      leagues: v.array(
        v.object({
          teams: v.array(
            v.object({ team: v.object({ id, abbreviation: lenient(v.string()), displayName: lenient(v.string()) }) }),
          ),
        }),
      ),
    }),
  ),
});

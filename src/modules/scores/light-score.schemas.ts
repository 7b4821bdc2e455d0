import * as v from "valibot";

// The wire shapes of the Light Score backend, which its front end depends on: names, nulls and status words are its own.

export const LightScoreGame = v.object({
  team_a: v.pipe(v.string(), v.description("The away side.")),
  team_b: v.pipe(v.string(), v.description("The home side.")),
  status: v.picklist(["live", "final", "upcoming"]),
  start_time: v.pipe(v.string(), v.examples(["2025-11-21T01:15Z"])),
  start_time_finnish: v.pipe(v.nullable(v.string()), v.description("HH:MM; only for upcoming games.")),
  start_date_time_finnish: v.pipe(
    v.nullable(v.string()),
    v.description(
      "Dow DD.MM. HH:MM; only for upcoming games. `Postponed`, `Canceled` or a date with TBD where no time is set.",
    ),
  ),
  game_time: v.pipe(
    v.nullable(v.string()),
    v.description("Such as Q3 4:12, OT 9:58 or Halftime; only for live games."),
  ),
  score_a: v.nullable(v.number()),
  score_b: v.nullable(v.number()),
});
export type LightScoreGame = v.InferOutput<typeof LightScoreGame>;

export const LightScoreWeek = v.object({ year: v.number(), week: v.number(), seasonType: v.number() });
export type LightScoreWeek = v.InferOutput<typeof LightScoreWeek>;

export const LightScoreStanding = v.object({
  team: v.string(),
  wins: v.number(),
  losses: v.number(),
  ties: v.number(),
  division: v.string(),
});
export type LightScoreStanding = v.InferOutput<typeof LightScoreStanding>;

export const LightScoreTeam = v.object({ team: v.string(), abbreviation: v.string() });
export type LightScoreTeam = v.InferOutput<typeof LightScoreTeam>;

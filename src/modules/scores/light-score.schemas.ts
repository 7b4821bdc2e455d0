import * as v from "valibot";

// The wire shapes of the Light Score backend, which its front end depends on: names, nulls and status words are its own.

const named = <const S extends v.GenericSchema>(ref: string, schema: S) => v.pipe(schema, v.metadata({ ref }));
const status = v.picklist(["live", "final", "upcoming"]);

const game = v.object({
  team_a: v.pipe(v.string(), v.description("The away side.")),
  team_b: v.pipe(v.string(), v.description("The home side.")),
  status,
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
export const LightScoreGame = named("LightScoreGame", game);
export type LightScoreGame = v.InferOutput<typeof LightScoreGame>;

export const LightScoreWeek = named(
  "LightScoreWeek",
  v.object({
    year: v.number(),
    week: v.number(),
    seasonType: v.pipe(v.number(), v.description("1 preseason, 2 regular season, 3 postseason.")),
  }),
);
export type LightScoreWeek = v.InferOutput<typeof LightScoreWeek>;

export const LightScoreStanding = named(
  "LightScoreStanding",
  v.object({ team: v.string(), wins: v.number(), losses: v.number(), ties: v.number(), division: v.string() }),
);
export type LightScoreStanding = v.InferOutput<typeof LightScoreStanding>;

export const LightScoreTeam = named("LightScoreTeam", v.object({ team: v.string(), abbreviation: v.string() }));
export type LightScoreTeam = v.InferOutput<typeof LightScoreTeam>;

const seed = v.object({ seed: v.number(), team: v.string(), abbreviation: v.string(), eliminated: v.boolean() });

const bracketGame = v.object({
  round: v.picklist(["Wild Card", "Divisional", "Conference", "Super Bowl"]),
  round_number: v.pipe(v.number(), v.description("1, 2, 3 and 5: the week of the postseason.")),
  conference: v.picklist(["AFC", "NFC", "Super Bowl", "Unknown"]),
  home_team: v.string(),
  home_seed: v.nullable(v.number()),
  home_score: v.pipe(v.nullable(v.number()), v.description("null before the game.")),
  away_team: v.string(),
  away_seed: v.nullable(v.number()),
  away_score: v.nullable(v.number()),
  status,
  winner: v.pipe(v.nullable(v.string()), v.description("null until the game is final.")),
});
export type LightScoreBracketGame = v.InferOutput<typeof bracketGame>;

const seeds = v.pipe(v.array(seed), v.description("Empty, as games alone do not tell seeds."));
export const LightScoreBracket = named(
  "LightScoreBracket",
  v.object({ season_year: v.number(), afc_seeds: seeds, nfc_seeds: seeds, games: v.array(bracketGame) }),
);
export type LightScoreBracket = v.InferOutput<typeof LightScoreBracket>;

export const LightScoreService = named(
  "LightScoreService",
  v.object({ service: v.literal("light-score-backend"), status: v.literal("ok"), endpoints: v.array(v.string()) }),
);

/** Errors in Light Score's form: a text, or one entry for every bad parameter. */
export const LightScoreError = named(
  "LightScoreError",
  v.object({
    detail: v.union([v.string(), v.array(v.object({ type: v.string(), loc: v.array(v.string()), msg: v.string() }))]),
  }),
);
export type LightScoreError = v.InferOutput<typeof LightScoreError>;

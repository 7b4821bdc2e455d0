import { sql } from "drizzle-orm";
import { blob, check, index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { flag, instant } from "../../platform/db/columns.ts";
import type { GamePhase, GameStatus, Round, SeasonType } from "./domain/game.ts";

/** The clubs of each league and season, with the names and divisions they had then. */
export const teamSeasonsTable = sqliteTable(
  "team_seasons",
  {
    league: text("league").notNull(),
    season: integer("season").notNull(),
    /** Canonical id, such as `nfl:ne`: the same franchise through moves and renames. */
    team: text("team").notNull(),
    abbreviation: text("abbreviation").notNull(),
    location: text("location").notNull(),
    nickname: text("nickname").notNull(),
    displayName: text("display_name").notNull(),
    conference: text("conference").notNull(),
    division: text("division").notNull(),
  },
  (table) => [
    primaryKey({ name: "team_seasons_pk", columns: [table.league, table.season, table.team] }),
    index("team_seasons_team_index").on(table.team, table.season),
  ],
);

export const gamesTable = sqliteTable(
  "games",
  {
    /** Ours, and stable: `game_…`. */
    id: text("id").primaryKey(),
    league: text("league").notNull(),
    season: integer("season").notNull(),
    seasonType: text("season_type").$type<SeasonType>().notNull(),
    week: integer("week").notNull(),
    round: text("round").$type<Round>(),
    /** UTC; midnight in the league's zone when only the date is known. */
    kickoff: instant("kickoff").notNull(),
    kickoffKnown: flag("kickoff_known").notNull(),
    neutralSite: flag("neutral_site").notNull(),
    /** null while not decided (a playoff slot). */
    awayTeam: text("away_team"),
    homeTeam: text("home_team"),
    awayPlaceholder: text("away_placeholder"),
    homePlaceholder: text("home_placeholder"),
    status: text("status").$type<GameStatus>().notNull(),
    phase: text("phase").$type<GamePhase>(),
    period: integer("period"),
    clock: text("clock"),
    overtime: flag("overtime").notNull(),
    awayScore: integer("away_score"),
    homeScore: integer("home_score"),
    awayLineScores: text("away_line_scores", { mode: "json" }).$type<number[]>().notNull(),
    homeLineScores: text("home_line_scores", { mode: "json" }).$type<number[]>().notNull(),
    /** Number of score changes seen so far. */
    scoreSequence: integer("score_sequence").notNull().default(0),
    venueName: text("venue_name"),
    venueCity: text("venue_city"),
    venueRegion: text("venue_region"),
    venueCountry: text("venue_country"),
    venueIndoor: flag("venue_indoor"),
    broadcast: text("broadcast"),
    note: text("note"),
    /** Source of the last accepted observation. */
    source: text("source").notNull(),
    /** When that source said so. An observation older than this changes nothing. */
    observedAt: instant("observed_at").notNull(),
    /** When the result was first seen as final here. */
    finalAt: instant("final_at"),
    createdAt: instant("created_at").notNull(),
    /** When anything in the row last changed. */
    updatedAt: instant("updated_at").notNull(),
  },
  (table) => [
    index("games_slot_index").on(table.league, table.season, table.seasonType, table.week, table.kickoff),
    index("games_kickoff_index").on(table.league, table.kickoff),
    index("games_home_team_index").on(table.homeTeam, table.season),
    index("games_away_team_index").on(table.awayTeam, table.season),
    index("games_status_index").on(table.league, table.status, table.kickoff),
    check("games_season_type_known", sql`${table.seasonType} in ('pre', 'regular', 'post')`),
    check(
      "games_status_known",
      sql`${table.status} in ('scheduled', 'in_progress', 'final', 'postponed', 'canceled', 'unknown')`,
    ),
    check(
      "games_final_has_scores",
      sql`${table.status} <> 'final' or (${table.homeScore} is not null and ${table.awayScore} is not null)`,
    ),
    check("games_teams_differ", sql`${table.homeTeam} <> ${table.awayTeam}`),
    check("games_scores_not_negative", sql`${table.homeScore} >= 0 and ${table.awayScore} >= 0`),
  ],
);

/** Ids of games in outside sources. A replayed game keeps its row here under both of its source ids. */
export const gameSourceIdsTable = sqliteTable(
  "game_source_ids",
  {
    source: text("source").notNull(),
    sourceId: text("source_id").notNull(),
    gameId: text("game_id")
      .notNull()
      .references(() => gamesTable.id),
    /** What the source last said of this id. */
    status: text("status").$type<GameStatus>().notNull(),
    /** Set when another id of the same source speaks for the game now: a postponed shell after the replay. */
    supersededAt: instant("superseded_at"),
    firstSeenAt: instant("first_seen_at").notNull(),
    lastSeenAt: instant("last_seen_at").notNull(),
  },
  (table) => [
    primaryKey({ name: "game_source_ids_pk", columns: [table.source, table.sourceId] }),
    index("game_source_ids_game_index").on(table.gameId),
  ],
);

/** Every change of a score, in order. Absolute scores, so nothing is lost when two changes look alike. */
export const scoreChangesTable = sqliteTable(
  "score_changes",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    gameId: text("game_id")
      .notNull()
      .references(() => gamesTable.id),
    /** 1, 2, 3… within the game. */
    sequence: integer("sequence").notNull(),
    awayScore: integer("away_score").notNull(),
    homeScore: integer("home_score").notNull(),
    awayDelta: integer("away_delta").notNull(),
    homeDelta: integer("home_delta").notNull(),
    /** A side's score went down. */
    correction: flag("correction").notNull(),
    leadChange: flag("lead_change").notNull(),
    /** Several scores between two reads, stored as one. */
    coalesced: flag("coalesced").notNull(),
    period: integer("period"),
    clock: text("clock"),
    observedAt: instant("observed_at").notNull(),
  },
  (table) => [uniqueIndex("score_changes_game_sequence_unique").on(table.gameId, table.sequence)],
);

/** What is known of each week's slate at its source: when it was last asked for and answered. */
export const slatesTable = sqliteTable(
  "slates",
  {
    league: text("league").notNull(),
    season: integer("season").notNull(),
    seasonType: text("season_type").$type<SeasonType>().notNull(),
    week: integer("week").notNull(),
    lastAttemptAt: instant("last_attempt_at"),
    lastSuccessAt: instant("last_success_at"),
    consecutiveFailures: integer("consecutive_failures").notNull().default(0),
    /** Why the last attempt failed; null after a success. */
    lastError: text("last_error"),
    /** When the whole slate was first seen finished; it is read once more some hours later. */
    settledAt: instant("settled_at"),
    /** The read after that has happened: the slate is not asked for again. */
    confirmedAt: instant("confirmed_at"),
  },
  (table) => [primaryKey({ name: "slates_pk", columns: [table.league, table.season, table.seasonType, table.week] })],
);

/** One row per request to a feed. */
export const feedFetchesTable = sqliteTable(
  "feed_fetches",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    league: text("league").notNull(),
    source: text("source").notNull(),
    season: integer("season"),
    seasonType: text("season_type").$type<SeasonType>(),
    week: integer("week"),
    startedAt: instant("started_at").notNull(),
    durationMs: integer("duration_ms").notNull(),
    /** `ok`, `not-modified`, `mismatch`, `not-stored`, or why it failed: `timeout`, `http-error`, `network-error`, `bad-body`. */
    outcome: text("outcome").notNull(),
    httpStatus: integer("http_status"),
    bytes: integer("bytes"),
    events: integer("events").notNull().default(0),
    /** Events that could not be read and were left out. */
    eventErrors: integer("event_errors").notNull().default(0),
    changed: integer("changed").notNull().default(0),
    error: text("error"),
  },
  (table) => [index("feed_fetches_started_index").on(table.league, table.startedAt)],
);

/** Bodies of feed answers that changed something or could not be read whole, gzipped, kept 14 days. */
export const rawPayloadsTable = sqliteTable(
  "raw_payloads",
  {
    id: integer("id").primaryKey({ autoIncrement: true }),
    fetchId: integer("fetch_id")
      .notNull()
      .references(() => feedFetchesTable.id, { onDelete: "cascade" }),
    body: blob("body", { mode: "buffer" }).notNull(),
    createdAt: instant("created_at").notNull(),
  },
  (table) => [
    index("raw_payloads_created_index").on(table.createdAt),
    index("raw_payloads_fetch_index").on(table.fetchId),
  ],
);

/** Imports of files, so that a broken one goes on where it stopped and a repeated one does nothing. */
export const importRunsTable = sqliteTable(
  "import_runs",
  {
    id: text("id").primaryKey(),
    league: text("league").notNull(),
    format: text("format").notNull(),
    /** SHA-256 of the file, hexadecimal. */
    sha256: text("sha256").notNull(),
    rowsTotal: integer("rows_total").notNull(),
    rowsDone: integer("rows_done").notNull(),
    created: integer("created").notNull(),
    changed: integer("changed").notNull(),
    startedAt: instant("started_at").notNull(),
    finishedAt: instant("finished_at"),
  },
  (table) => [uniqueIndex("import_runs_file_unique").on(table.league, table.format, table.sha256)],
);

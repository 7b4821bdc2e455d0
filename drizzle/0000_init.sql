CREATE TABLE `audit_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`at` integer NOT NULL,
	`actor` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`request_id` text,
	`changed_columns` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_log_subject_index` ON `audit_log` (`subject`,`id`);--> statement-breakpoint
CREATE TABLE `consumer_cursors` (
	`consumer` text PRIMARY KEY NOT NULL,
	`event_id` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `events` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`type` text NOT NULL,
	`subject` text NOT NULL,
	`dedupe_key` text NOT NULL,
	`payload` text NOT NULL,
	`occurred_at` integer NOT NULL,
	`created_at` integer NOT NULL,
	CONSTRAINT "events_payload_is_json" CHECK(json_valid("events"."payload"))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `events_dedupe_key_unique` ON `events` (`dedupe_key`);--> statement-breakpoint
CREATE INDEX `events_subject_index` ON `events` (`subject`,`id`);--> statement-breakpoint
CREATE INDEX `events_type_index` ON `events` (`type`,`id`);--> statement-breakpoint
CREATE TABLE `api_tokens` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`sha256` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at` integer NOT NULL,
	`last_used_at` integer,
	`revoked_at` integer,
	CONSTRAINT "api_tokens_scopes_is_json" CHECK(json_valid("api_tokens"."scopes"))
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_tokens_sha256_unique` ON `api_tokens` (`sha256`);--> statement-breakpoint
CREATE TABLE `job_runs` (
	`job` text PRIMARY KEY NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer,
	`succeeded_at` integer,
	`consecutive_failures` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	`next_run_at` integer
);
--> statement-breakpoint
CREATE TABLE `feed_fetches` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`league` text NOT NULL,
	`source` text NOT NULL,
	`season` integer,
	`season_type` text,
	`week` integer,
	`started_at` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	`outcome` text NOT NULL,
	`http_status` integer,
	`bytes` integer,
	`events` integer DEFAULT 0 NOT NULL,
	`event_errors` integer DEFAULT 0 NOT NULL,
	`changed` integer DEFAULT 0 NOT NULL,
	`error` text
);
--> statement-breakpoint
CREATE INDEX `feed_fetches_started_index` ON `feed_fetches` (`league`,`started_at`);--> statement-breakpoint
CREATE TABLE `game_source_ids` (
	`source` text NOT NULL,
	`source_id` text NOT NULL,
	`game_id` text NOT NULL,
	`status` text NOT NULL,
	`superseded_at` integer,
	`first_seen_at` integer NOT NULL,
	`last_seen_at` integer NOT NULL,
	PRIMARY KEY(`source`, `source_id`),
	FOREIGN KEY (`game_id`) REFERENCES `games`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `game_source_ids_game_index` ON `game_source_ids` (`game_id`);--> statement-breakpoint
CREATE TABLE `games` (
	`id` text PRIMARY KEY NOT NULL,
	`league` text NOT NULL,
	`season` integer NOT NULL,
	`season_type` text NOT NULL,
	`week` integer NOT NULL,
	`round` text,
	`kickoff` integer NOT NULL,
	`kickoff_known` integer NOT NULL,
	`neutral_site` integer NOT NULL,
	`away_team` text,
	`home_team` text,
	`away_placeholder` text,
	`home_placeholder` text,
	`status` text NOT NULL,
	`phase` text,
	`period` integer,
	`clock` text,
	`overtime` integer NOT NULL,
	`away_score` integer,
	`home_score` integer,
	`away_line_scores` text NOT NULL,
	`home_line_scores` text NOT NULL,
	`score_sequence` integer DEFAULT 0 NOT NULL,
	`venue_name` text,
	`venue_city` text,
	`venue_region` text,
	`venue_country` text,
	`venue_indoor` integer,
	`broadcast` text,
	`note` text,
	`source` text NOT NULL,
	`observed_at` integer NOT NULL,
	`final_at` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	CONSTRAINT "games_season_type_known" CHECK("games"."season_type" in ('pre', 'regular', 'post')),
	CONSTRAINT "games_status_known" CHECK("games"."status" in ('scheduled', 'in_progress', 'final', 'postponed', 'canceled', 'unknown')),
	CONSTRAINT "games_final_has_scores" CHECK("games"."status" <> 'final' or ("games"."home_score" is not null and "games"."away_score" is not null)),
	CONSTRAINT "games_teams_differ" CHECK("games"."home_team" <> "games"."away_team"),
	CONSTRAINT "games_scores_not_negative" CHECK("games"."home_score" >= 0 and "games"."away_score" >= 0)
);
--> statement-breakpoint
CREATE INDEX `games_slot_index` ON `games` (`league`,`season`,`season_type`,`week`,`kickoff`);--> statement-breakpoint
CREATE INDEX `games_kickoff_index` ON `games` (`league`,`kickoff`);--> statement-breakpoint
CREATE INDEX `games_home_team_index` ON `games` (`home_team`,`season`);--> statement-breakpoint
CREATE INDEX `games_away_team_index` ON `games` (`away_team`,`season`);--> statement-breakpoint
CREATE INDEX `games_status_index` ON `games` (`league`,`status`,`kickoff`);--> statement-breakpoint
CREATE TABLE `import_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`league` text NOT NULL,
	`format` text NOT NULL,
	`sha256` text NOT NULL,
	`rows_total` integer NOT NULL,
	`rows_done` integer NOT NULL,
	`created` integer NOT NULL,
	`changed` integer NOT NULL,
	`started_at` integer NOT NULL,
	`finished_at` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `import_runs_file_unique` ON `import_runs` (`league`,`format`,`sha256`);--> statement-breakpoint
CREATE TABLE `raw_payloads` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`fetch_id` integer NOT NULL,
	`body` blob NOT NULL,
	`created_at` integer NOT NULL,
	FOREIGN KEY (`fetch_id`) REFERENCES `feed_fetches`(`id`) ON UPDATE no action ON DELETE cascade
);
--> statement-breakpoint
CREATE INDEX `raw_payloads_created_index` ON `raw_payloads` (`created_at`);--> statement-breakpoint
CREATE INDEX `raw_payloads_fetch_index` ON `raw_payloads` (`fetch_id`);--> statement-breakpoint
CREATE TABLE `score_changes` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`game_id` text NOT NULL,
	`sequence` integer NOT NULL,
	`away_score` integer NOT NULL,
	`home_score` integer NOT NULL,
	`away_delta` integer NOT NULL,
	`home_delta` integer NOT NULL,
	`correction` integer NOT NULL,
	`lead_change` integer NOT NULL,
	`coalesced` integer NOT NULL,
	`period` integer,
	`clock` text,
	`observed_at` integer NOT NULL,
	FOREIGN KEY (`game_id`) REFERENCES `games`(`id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `score_changes_game_sequence_unique` ON `score_changes` (`game_id`,`sequence`);--> statement-breakpoint
CREATE TABLE `slates` (
	`league` text NOT NULL,
	`season` integer NOT NULL,
	`season_type` text NOT NULL,
	`week` integer NOT NULL,
	`last_attempt_at` integer,
	`last_success_at` integer,
	`consecutive_failures` integer DEFAULT 0 NOT NULL,
	`last_error` text,
	`settled_at` integer,
	`confirmed_at` integer,
	PRIMARY KEY(`league`, `season`, `season_type`, `week`)
);
--> statement-breakpoint
CREATE TABLE `team_seasons` (
	`league` text NOT NULL,
	`season` integer NOT NULL,
	`team` text NOT NULL,
	`abbreviation` text NOT NULL,
	`location` text NOT NULL,
	`nickname` text NOT NULL,
	`display_name` text NOT NULL,
	`conference` text NOT NULL,
	`division` text NOT NULL,
	PRIMARY KEY(`league`, `season`, `team`)
);
--> statement-breakpoint
CREATE INDEX `team_seasons_team_index` ON `team_seasons` (`team`,`season`);
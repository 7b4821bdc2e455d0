DROP TABLE `team_seasons`;
--> statement-breakpoint
DROP TABLE `slates`;
--> statement-breakpoint
DROP TABLE `score_changes`;
--> statement-breakpoint
DROP TABLE `raw_payloads`;
--> statement-breakpoint
DROP TABLE `import_runs`;
--> statement-breakpoint
DROP TABLE `games`;
--> statement-breakpoint
DROP TABLE `game_source_ids`;
--> statement-breakpoint
DROP TABLE `feed_fetches`;
--> statement-breakpoint
DROP TABLE `job_runs`;
--> statement-breakpoint
DROP TABLE `api_tokens`;
--> statement-breakpoint
DROP TABLE `events`;
--> statement-breakpoint
DROP TABLE `consumer_cursors`;
--> statement-breakpoint
DROP TABLE `audit_log`;

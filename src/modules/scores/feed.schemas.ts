import * as v from "valibot";
import { count, freshnessFields, instant, named, SlotRef } from "./scores.schemas.ts";

export const FeedStatus = named(
  "FeedStatus",
  "How the collection of a league is doing.",
  v.object({
    league: v.string(),
    lastAttemptAt: v.nullable(instant),
    lastSuccessAt: v.nullable(instant),
    lastError: v.pipe(v.nullable(v.string()), v.description("Why the last attempt failed; null after a success.")),
    consecutiveFailures: count,
    nextDueAt: v.pipe(v.nullable(instant), v.description("When the plan asks next, at the earliest now; or null.")),
    games: v.object({ stored: count, final: count, inProgress: count, seasons: count }),
    fetches: v.array(
      v.object({
        startedAt: instant,
        durationMs: count,
        slot: v.nullable(SlotRef),
        outcome: v.string(),
        httpStatus: v.nullable(count),
        events: count,
        eventErrors: count,
        changed: count,
        error: v.nullable(v.string()),
      }),
    ),
    ...freshnessFields,
  }),
);
export type FeedStatus = v.InferOutput<typeof FeedStatus>;

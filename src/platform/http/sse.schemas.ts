import * as v from "valibot";
import type { StoredEvent } from "../events/events.repository.ts";
import { EVENT_TYPE_PATTERN } from "../events/filter.ts";
import { listParam, query } from "./query.ts";

/** The query of the event stream. */
export const EventsQuery = query({
  types: v.optional(
    v.pipe(
      listParam(
        v.pipe(
          v.string(),
          v.maxLength(100, "must be at most 100 characters"),
          v.regex(EVENT_TYPE_PATTERN, "must be an event type such as score.changed, or a family such as game.*"),
        ),
      ),
      v.description("Only events of these types: exact ones, and families such as `game.*`. Default: all."),
    ),
  ),
  subject: v.optional(
    v.pipe(
      v.string(),
      v.minLength(1, "must not be empty"),
      v.maxLength(200, "must be at most 200 characters"),
      v.regex(/^\P{Cc}*$/u, "must not have control characters"),
      v.description("Only events about this, such as `game_…`."),
    ),
  ),
  lastEventId: v.optional(
    v.pipe(v.string(), v.description("Like the header `Last-Event-ID`, for a first request. The header wins.")),
  ),
});

/** What `data:` of an event holds. */
export const StreamedEvent = v.pipe(
  v.object({
    id: v.pipe(v.number(), v.integer(), v.description("Also in `id:`. Grows, with gaps.")),
    type: v.pipe(v.string(), v.description("Also in `event:`.")),
    subject: v.string(),
    occurredAt: v.pipe(v.string(), v.isoTimestamp()),
    payload: v.record(v.string(), v.unknown()),
  }),
  v.metadata({ ref: "StreamedEvent" }),
);

/** An event as `data:` carries it. */
export const presentEvent = (event: StoredEvent): v.InferOutput<typeof StreamedEvent> => ({
  id: event.id,
  type: event.type,
  subject: event.subject,
  occurredAt: event.occurredAt.toISOString(),
  payload: event.payload,
});

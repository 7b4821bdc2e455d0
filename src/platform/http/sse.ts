import type { ServerResponse } from "node:http";
import { type Context, Hono } from "hono";
import { describeRoute, resolver } from "hono-openapi";
import type { Deps } from "../deps.ts";
import { AppError } from "../errors.ts";
import type { EventTail, StoredEvent } from "../events/tail.ts";
import { publicRead, recheckRead } from "./auth.ts";
import type { HttpEnv } from "./env.ts";
import { createEventStream, type EventStream } from "./event-stream.ts";
import { problems } from "./openapi.ts";
import { EventsQuery, presentEvent, StreamedEvent } from "./sse.schemas.ts";
import type { TokenService } from "./tokens.service.ts";
import { validate } from "./validate.ts";

export interface EventsRoutesDeps extends Pick<Deps, "config" | "clock" | "log"> {
  tail: EventTail;
  tokens: Pick<TokenService, "findActor" | "findSession">;
  /** Default 500. */
  maxClients?: number;
  /** Default 15 s. */
  heartbeatMs?: number;
  /** Default 30 s. */
  stallMs?: number;
  /** Default 64 KiB. */
  bufferBytes?: number;
}

const RECONNECT_MS = 3_000;

/**
 * `GET /api/v1/events`: the change feed as server-sent events (HTML Living Standard section 9.2). Mounted at that path.
 *
 * Every stream begins with an `id:` of its own, so that even a client that is cut off before the first event resumes
 * without a gap. `closeAll` ends every stream and refuses new ones: call it first when shutting down, before the tail stops.
 */
export function createEventsRoutes(deps: EventsRoutesDeps) {
  const { tail, clock, log, maxClients = 500 } = deps;
  const clients = new Set<EventStream>();
  let closing = false;

  function open(c: Context<HttpEnv>, wanted: { types?: string[]; subject?: string; afterId: number }): ReadableStream {
    const stream = createEventStream({
      clock,
      preamble: `retry: ${RECONNECT_MS}\nid: ${wanted.afterId}\n\n`,
      heartbeatMs: deps.heartbeatMs ?? 15_000,
      stallMs: deps.stallMs ?? 30_000,
      bufferBytes: deps.bufferBytes ?? 65_536,
      disconnect: disconnectOf(c),
      recheck: () => recheckRead(c, deps.config, deps.tokens),
      onEnd(reason) {
        subscription.close();
        clients.delete(stream);
        log.debug({ requestId: c.get("requestId"), reason, clients: clients.size }, "event stream ended");
      },
    });
    const subscription = tail.subscribe(wanted, (event) => stream.send(frameOf(event)));
    clients.add(stream);
    return stream.body;
  }

  const routes = new Hono<HttpEnv>().get(
    "/",
    describeRoute({
      operationId: "streamEvents",
      tags: ["events"],
      summary: "The change feed as it grows",
      description:
        "Server-sent events: `id:`, `event:` (the type) and `data:` (JSON). A client that was cut off sends the last id it " +
        "saw in `Last-Event-ID`, as EventSource does by itself, and gets everything since. Without an id the stream begins now.",
      parameters: [
        {
          in: "header",
          name: "Last-Event-ID",
          required: false,
          schema: { type: "integer", minimum: 0 },
          description: "Id of the last event seen; the stream goes on after it.",
        },
      ],
      responses: {
        200: {
          description: "A stream of events",
          content: { "text/event-stream": { schema: resolver(StreamedEvent) } },
        },
        ...problems("unauthorized", "forbidden", "unavailable"),
      },
    }),
    publicRead(deps.config),
    validate("query", EventsQuery),
    async (c) => {
      const { types, subject, lastEventId } = c.req.valid("query");
      const latestId = await tail.latestId();
      const afterId = resumeAfter(c.req.header("last-event-id"), lastEventId, latestId);
      const headers = {
        "content-type": "text/event-stream; charset=utf-8",
        "cache-control": "no-cache, no-transform",
        // Tells nginx, and ingresses made of it, to pass events on as they come.
        "x-accel-buffering": "no",
      };
      if (c.req.method === "HEAD") return c.body(null, 200, headers);
      if (closing || clients.size >= maxClients) {
        const detail = closing ? "The server is stopping." : "As many clients as this server serves are connected.";
        throw new AppError("unavailable", detail, { retryAfterSeconds: 5 });
      }
      const filter = { ...(types !== undefined && { types }), ...(subject !== undefined && { subject }) };
      return c.body(open(c, { ...filter, afterId }), 200, headers);
    },
  );

  return {
    routes,
    closeAll(): void {
      closing = true;
      for (const client of [...clients]) client.close();
    },
    clientCount: (): number => clients.size,
    /** The greatest event id ever given. */
    latestId: () => tail.latestId(),
  };
}

/** The id to go on after. An empty header is what EventSource sends before it knows an id. Throws `invalid-request`. */
function resumeAfter(header: string | undefined, parameter: string | undefined, latestId: number): number {
  const given = header || parameter;
  if (given === undefined || given === "") return latestId;
  const id = /^\d{1,15}$/.test(given) ? Number(given) : Number.NaN;
  if (id <= latestId) return id;
  const place = header ? ({ in: "header", pointer: "#/last-event-id" } as const) : undefined;
  const detail = Number.isNaN(id) ? "must be the id of an event" : "is later than the last event";
  throw new AppError("invalid-request", "The event to go on after is not one of this server.", {
    errors: [{ ...(place ?? { in: "query", pointer: "#/lastEventId" }), detail }],
  });
}

const frames = new WeakMap<StoredEvent, Uint8Array>();

/** The bytes of an event, made once for all clients that are up to date. */
function frameOf(event: StoredEvent): Uint8Array {
  let frame = frames.get(event);
  if (frame === undefined) {
    // JSON has no line breaks of its own, so the data is one line whatever the payload holds.
    const text = `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(presentEvent(event))}\n\n`;
    frame = new TextEncoder().encode(text);
    frames.set(event, frame);
  }
  return frame;
}

/** How to cut a client off: the Node server hands its response along with the request. */
function disconnectOf(c: Context): (() => void) | undefined {
  const { outgoing } = (c.env ?? {}) as { outgoing?: ServerResponse };
  return outgoing === undefined ? undefined : () => outgoing.destroy();
}

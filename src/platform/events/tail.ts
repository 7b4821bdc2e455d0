import type { Deps } from "../deps.ts";
import { messageOf } from "../errors.ts";
import { fullJitterMs } from "../jobs/backoff.ts";
import { latestEventId, readEvents, type StoredEvent } from "./events.repository.ts";
import { type EventFilter, matchesFilter } from "./filter.ts";

export type { StoredEvent } from "./events.repository.ts";

/** What is done with an event. The next one waits until it is done. */
export type EventHandler = (event: StoredEvent) => void | Promise<void>;

export interface SubscribeOptions extends EventFilter {
  /** The first event handed over is the first wanted one after this. Default: the last event the tail has seen, so only what comes. */
  afterId?: number | undefined;
}

export interface Subscription {
  /** Hands nothing over any more. An event being handled is not interrupted. */
  close(): void;
}

/** The change feed as it grows, whichever process writes it. */
export interface EventTail {
  /** Begins to watch. */
  start(): void;
  /** Ends every subscription, and resolves when the handlers at work are done. */
  stop(): Promise<void>;
  /**
   * Hands over every wanted event, in order of ids, without gap or repeat. When the handler throws, the same event comes
   * again after a wait: at least once, never out of order.
   */
  subscribe(options: SubscribeOptions, handler: EventHandler): Subscription;
  /** The greatest event id ever given, from the store. */
  latestId(): Promise<number>;
}

export interface EventTailOptions extends Pick<Deps, "database" | "clock" | "random" | "log"> {
  /** How often the data version is looked at. Default 250 ms. */
  pollMs?: number;
  /** Events read at once, and kept for subscribers that are up to date: a few MiB when all are as big as allowed. Default 100. */
  pageSize?: number;
}

interface Subscriber extends SubscribeOptions {
  handler: EventHandler;
  /** Every wanted event up to here has been handed over; undefined until the tail knows what "now" is. */
  cursor: number | undefined;
  closed: AbortController;
  pumping: Promise<void> | undefined;
}

/** Few, because a slow subscriber holds on to them. */
const HANDED_AT_ONCE = 16;
const RETRY = { baseMs: 200, capMs: 30_000 };

/**
 * Watches the change feed by reading `id > last` whenever the data version has changed.
 *
 * That order of ids is order of commits is what makes a single number enough of a cursor. It holds because SQLite has one
 * write transaction at a time in all processes together (BEGIN IMMEDIATE), so an id is given out and committed before the
 * next can be given out; and because AUTOINCREMENT never gives an id twice, even after deletions. A reader that sees id n
 * has therefore seen every id below n that will ever exist.
 *
 * Replay and live are one mechanism: a subscriber has a cursor, and takes what follows from the latest page in memory if
 * that reaches back far enough, else from the store. So there is no moment of changing over, and a slow subscriber holds
 * no memory: it just reads later.
 */
export function createEventTail(options: EventTailOptions): EventTail {
  const { database, clock, random, log, pollMs = 250, pageSize = 100 } = options;
  const subscribers = new Set<Subscriber>();
  const stopping = new AbortController();
  let watching: Promise<void> | undefined;
  let seenVersion: string | undefined;
  /** The last event read; undefined until the first look at the store. */
  let head: number | undefined;
  /** All events after `recentAfter` up to `head`. */
  let recent: StoredEvent[] = [];
  let recentAfter = 0;

  async function watch(): Promise<void> {
    let failures = 0;
    while (!stopping.signal.aborted) {
      try {
        await look();
        failures = 0;
      } catch (error) {
        failures++;
        log.warn({ failures, error: messageOf(error) }, "change feed not readable");
      }
      const waitMs = failures === 0 ? pollMs : pollMs + fullJitterMs(failures, RETRY, random);
      await clock.sleep(waitMs, stopping.signal);
    }
  }

  async function look(): Promise<void> {
    // Taken before reading: a commit in between makes the next look read again, never miss.
    const version = database.dataVersion();
    if (version === seenVersion) return;
    if (head === undefined) {
      const latest = await latestEventId(database.db);
      head = latest;
      recentAfter = latest;
      for (const subscriber of subscribers) subscriber.cursor ??= latest;
    }
    for (let full = true; full && !stopping.signal.aborted; ) {
      const events = await readEvents(database.db, { afterId: head, limit: pageSize });
      const last = events.at(-1);
      if (last !== undefined) {
        head = last.id;
        recent = [...recent, ...events];
        const dropped = recent.splice(0, recent.length - pageSize);
        recentAfter = dropped.at(-1)?.id ?? recentAfter;
      }
      for (const subscriber of subscribers) pump(subscriber);
      full = events.length === pageSize;
    }
    seenVersion = version;
  }

  /** Sees to it that a subscriber is handed what it is behind. */
  function pump(subscriber: Subscriber): void {
    if (subscriber.pumping !== undefined || !isBehind(subscriber)) return;
    subscriber.pumping = catchUp(subscriber).finally(() => {
      subscriber.pumping = undefined;
      // The head may have moved on between the last check and here.
      pump(subscriber);
    });
  }

  const isBehind = ({ cursor, closed }: Subscriber) =>
    !closed.signal.aborted && cursor !== undefined && head !== undefined && cursor < head;

  async function catchUp(subscriber: Subscriber): Promise<void> {
    for (let failures = 0; isBehind(subscriber); ) {
      try {
        await handOverSome(subscriber, head ?? 0);
        failures = 0;
      } catch (error) {
        failures++;
        log.warn(
          { failures, afterEvent: subscriber.cursor, error: messageOf(error) },
          "event not handled; again later",
        );
        await clock.sleep(fullJitterMs(failures, RETRY, random), subscriber.closed.signal);
      }
    }
  }

  /** Hands over the next few events of what is wanted up to `upToId`, the present head. */
  async function handOverSome(subscriber: Subscriber, upToId: number): Promise<void> {
    const { types, subject, handler, closed, cursor = 0 } = subscriber;
    const inMemory = cursor >= recentAfter;
    const some = inMemory
      ? recentSince(cursor)
      : await readEvents(database.db, { afterId: cursor, upToId, types, subject, limit: HANDED_AT_ONCE });
    const complete = some.length < HANDED_AT_ONCE;
    for (const event of some) {
      if (closed.signal.aborted) return;
      if (matchesFilter(event, subscriber)) await handler(event);
      subscriber.cursor = event.id;
    }
    // Fewer than asked for: nothing wanted is left below the head of that time.
    if (complete) subscriber.cursor = upToId;
  }

  function recentSince(id: number): StoredEvent[] {
    const start = recent.findLastIndex((event) => event.id <= id) + 1;
    return recent.slice(start, start + HANDED_AT_ONCE);
  }

  return {
    start() {
      watching ??= watch();
    },
    async stop() {
      stopping.abort();
      for (const { closed } of subscribers) closed.abort();
      await Promise.all([watching, ...[...subscribers].map(({ pumping }) => pumping)]);
      subscribers.clear();
    },
    subscribe(wanted, handler) {
      const closed = new AbortController();
      const cursor = wanted.afterId ?? head;
      const subscriber: Subscriber = { ...wanted, handler, cursor, closed, pumping: undefined };
      if (stopping.signal.aborted) closed.abort();
      else {
        subscribers.add(subscriber);
        pump(subscriber);
      }
      return {
        close() {
          closed.abort();
          subscribers.delete(subscriber);
        },
      };
    },
    latestId: () => latestEventId(database.db),
  };
}

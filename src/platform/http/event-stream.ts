import type { Clock } from "../clock.ts";

export interface EventStreamOptions {
  clock: Clock;
  /** Sent first, before any event. */
  preamble: string;
  heartbeatMs: number;
  /** A reader that has taken nothing for this long while something waits for it is dropped. */
  stallMs: number;
  /** Bytes that wait for a reader before the sender is made to wait. */
  bufferBytes: number;
  /** Cuts the connection. Without it the stream is broken off, which the server takes for a fault of its own. */
  disconnect: (() => void) | undefined;
  /** Asked with every heartbeat; the stream ends when it throws. */
  recheck(): Promise<void>;
  /** Called once, whoever ended it. */
  onEnd(reason: EndReason): void;
}

/** The client left, stopped reading, or may not read any more; or the server is stopping. */
export type EndReason = "client" | "stalled" | "refused" | "closed";

/** The sending end of one client's event stream. */
export interface EventStream {
  readonly body: ReadableStream<Uint8Array>;
  /** Sends a frame; resolves when there is room for another, or the stream has ended. */
  send(frame: Uint8Array): Promise<void> | undefined;
  /** Ends the stream after what has been sent. */
  close(): void;
}

const HEARTBEAT = new TextEncoder().encode(": still here\n\n");

/**
 * A stream of server-sent events with a bounded buffer: what a slow reader has not taken yet never grows past
 * `bufferBytes` and one frame, because the sender waits.
 */
export function createEventStream(options: EventStreamOptions): EventStream {
  const { clock, heartbeatMs, stallMs, bufferBytes, disconnect, onEnd } = options;
  const ended = new AbortController();
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  let waiting: { sinceMs: number; roomMade: () => void } | undefined;

  function end(reason: EndReason): void {
    if (ended.signal.aborted) return;
    ended.abort();
    waiting?.roomMade();
    onEnd(reason);
  }

  const hasRoom = () => (controller?.desiredSize ?? 0) > 0;

  async function keepAlive(): Promise<void> {
    while (!(await clock.sleep(heartbeatMs, ended.signal)).aborted) {
      const stalledMs = waiting === undefined ? 0 : clock.monotonicMs() - waiting.sinceMs;
      if (stalledMs >= stallMs) cut();
      else if (!(await isStillAllowed())) finish("refused");
      else if (!ended.signal.aborted && hasRoom()) controller?.enqueue(HEARTBEAT);
    }
  }

  const isStillAllowed = () =>
    options.recheck().then(
      () => true,
      () => false,
    );

  /** Ends without waiting for a reader that does not read. */
  function cut(): void {
    end("stalled");
    if (disconnect === undefined) controller?.error(new Error("The reader of an event stream is too slow"));
    else disconnect();
  }

  /** Ends after what has been sent. */
  function finish(reason: "refused" | "closed"): void {
    if (ended.signal.aborted) return;
    end(reason);
    controller?.close();
  }

  const body = new ReadableStream<Uint8Array>(
    {
      start(started) {
        controller = started;
        started.enqueue(new TextEncoder().encode(options.preamble));
      },
      pull() {
        waiting?.roomMade();
      },
      cancel() {
        end("client");
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: bufferBytes }),
  );
  void keepAlive();

  return {
    body,
    send(frame) {
      if (ended.signal.aborted) return undefined;
      controller?.enqueue(frame);
      if (hasRoom()) return undefined;
      return new Promise((resolve) => {
        const roomMade = () => {
          waiting = undefined;
          resolve();
        };
        waiting = { sinceMs: clock.monotonicMs(), roomMade };
      });
    },
    close: () => finish("closed"),
  };
}

/** What is heard of the server's change feed. */
export interface FeedListener {
  /** Something happened, or may have happened while nobody listened: read again. */
  onChange(): void;
}

const DEBOUNCE_MS = 250;
const POLL_MS = 30_000;

/**
 * Listens to the server-sent events of the given types. While the stream is down, and in browsers without it, asks for a
 * reading every 30 s instead; EventSource itself reconnects and resumes after the last event heard.
 */
export function listenForChanges(types: readonly string[], { onChange }: FeedListener): void {
  let pending: ReturnType<typeof setTimeout> | undefined;
  let polling: ReturnType<typeof setInterval> | undefined;

  const changed = () => {
    clearTimeout(pending);
    pending = setTimeout(onChange, DEBOUNCE_MS);
  };
  const poll = () => {
    polling ??= setInterval(onChange, POLL_MS);
  };
  const stopPolling = () => {
    clearInterval(polling);
    polling = undefined;
  };

  // A page brought back from the browser's memory shows what was true when it was left.
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) onChange();
  });

  const connect = () => {
    const source = new EventSource(`/api/v1/events?types=${types.map(encodeURIComponent).join(",")}`);
    source.addEventListener("open", () => {
      stopPolling();
      changed();
    });
    for (const type of types) source.addEventListener(type, changed);
    source.addEventListener("error", () => {
      poll();
      // A refused stream is closed for good: the browser does not try again, so we do.
      if (source.readyState === EventSource.CLOSED) setTimeout(connect, POLL_MS);
    });
  };
  connect();
}

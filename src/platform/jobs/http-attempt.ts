import type { Clock } from "../clock.ts";
import { messageOf } from "../errors.ts";
import { observedAt, retryAfterMs } from "./http-headers.ts";

const MOST_REDIRECTS = 3;

export interface AttemptOptions {
  fetch: typeof globalThis.fetch;
  clock: Clock;
  url: URL;
  headers: Headers;
  /** Of the whole attempt: redirects, headers and body. */
  timeoutMs: number;
  /** Of the decoded body. */
  maxBytes: number;
  accept: "json" | "text";
  signal: AbortSignal | undefined;
}

export interface AttemptOk {
  outcome: "ok";
  httpStatus: number;
  observedAt: Date;
  text: string;
  json: unknown;
  bytes: number;
  etag: string | null;
  lastModified: string | null;
}

export interface AttemptNotModified {
  outcome: "not-modified";
  httpStatus: number;
  observedAt: Date;
}

export interface AttemptFault {
  outcome: "timeout" | "http-error" | "network-error" | "bad-body";
  httpStatus: number | undefined;
  error: string;
  /** The body of a `bad-body` that could be read as text. */
  text: string | undefined;
  bytes: number | undefined;
  retryAfterMs: number | undefined;
}

export type Attempt = AttemptOk | AttemptNotModified | AttemptFault;

/** One GET, told as data. Throws only the reason of the caller's own signal. */
export async function attemptGet(options: AttemptOptions): Promise<Attempt> {
  const { clock, signal, timeoutMs } = options;
  signal?.throwIfAborted();
  const request = new AbortController();
  const finished = new AbortController();
  const abort = () => request.abort();
  signal?.addEventListener("abort", abort, { once: true });
  let timedOut = false;
  clock.sleep(timeoutMs, finished.signal).then(({ aborted }) => {
    if (aborted) return;
    timedOut = true;
    request.abort();
  });
  try {
    return await get(options, request.signal);
  } catch (error) {
    signal?.throwIfAborted();
    if (timedOut) return fault("timeout", `No whole answer within ${timeoutMs} ms`);
    return fault("network-error", networkMessage(error));
  } finally {
    finished.abort();
    signal?.removeEventListener("abort", abort);
  }
}

async function get(options: AttemptOptions, signal: AbortSignal): Promise<Attempt> {
  const { clock, fetch, headers } = options;
  let url = options.url;
  for (let redirects = 0; ; redirects++) {
    const startedAt = clock.now();
    const response = await fetch(url, { headers, signal, redirect: "manual" });
    const location = isRedirect(response.status) ? response.headers.get("location") : null;
    if (location === null) return await read(response, startedAt, options);
    await response.body?.cancel();
    const target = redirectTarget(location, url);
    if (target === undefined) return httpFault(response, "Redirect to another host refused");
    if (redirects === MOST_REDIRECTS) return httpFault(response, `More than ${MOST_REDIRECTS} redirects`);
    url = target;
  }
}

async function read(response: Response, startedAt: Date, options: AttemptOptions): Promise<Attempt> {
  const { status, headers } = response;
  const answer = { httpStatus: status, observedAt: observedAt(headers, startedAt) };
  if (status !== 200) {
    await response.body?.cancel();
    if (status === 304 && isConditional(options.headers)) return { outcome: "not-modified", ...answer };
    const waitMs = status === 429 || status === 503 ? retryAfterMs(headers.get("retry-after"), startedAt) : undefined;
    return httpFault(response, `HTTP ${status}`, waitMs);
  }
  const body = await readBody(response, options.maxBytes);
  if (body === undefined) return badBody(status, `Body larger than ${options.maxBytes} bytes`);
  const bytes = body.byteLength;
  const text = decodeUtf8(body);
  if (text === undefined) return badBody(status, "Body is not UTF-8", undefined, bytes);
  const whole = { ...answer, text, bytes, etag: headers.get("etag"), lastModified: headers.get("last-modified") };
  if (options.accept === "text") return { outcome: "ok", ...whole, json: undefined };
  try {
    return { outcome: "ok", ...whole, json: JSON.parse(text) as unknown };
  } catch {
    return badBody(status, notJsonMessage(text), text, bytes);
  }
}

/** The decoded body, or undefined when it grows past `maxBytes`: it is not read further than that. */
async function readBody(response: Response, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Leaving the loop early cancels the stream and with it the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function decodeUtf8(body: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}

function notJsonMessage(text: string): string {
  const start = text.trimStart();
  if (start === "") return "Empty body where JSON was expected";
  return start.startsWith("<") ? "HTML where JSON was expected" : "JSON is cut short or malformed";
}

const isConditional = (headers: Headers) => headers.has("if-none-match") || headers.has("if-modified-since");

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);

/** Where a redirect leads, when that is the same host by the same or a safer protocol. */
function redirectTarget(location: string, from: URL): URL | undefined {
  const to = URL.canParse(location, from.href) ? new URL(location, from.href) : undefined;
  if (to?.host !== from.host) return undefined;
  return to.protocol === from.protocol || to.protocol === "https:" ? to : undefined;
}

const fault = (outcome: AttemptFault["outcome"], error: string): AttemptFault => ({
  outcome,
  error,
  httpStatus: undefined,
  text: undefined,
  bytes: undefined,
  retryAfterMs: undefined,
});

const httpFault = (response: Response, error: string, waitMs?: number): AttemptFault => ({
  ...fault("http-error", error),
  httpStatus: response.status,
  retryAfterMs: waitMs,
});

const badBody = (httpStatus: number, error: string, text?: string, bytes?: number): AttemptFault => ({
  ...fault("bad-body", error),
  httpStatus,
  text,
  bytes,
});

/** fetch says only "fetch failed"; what happened is in the cause. */
function networkMessage(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : undefined;
  if (cause === undefined) return messageOf(error);
  // Node joins the faults of every address it tried in an AggregateError without a message.
  return cause.message || ("code" in cause ? String(cause.code) : cause.name);
}

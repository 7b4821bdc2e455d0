import type { Clock } from "../clock.ts";
import { type Encoding, encode, isCompressible, MIN_COMPRESSED_BYTES } from "./encoding.ts";
import { addVary, hashOf } from "./etag.ts";

export type HeaderPair = [name: string, value: string];

/** An answer as a handler gave it. Header names are lower case. */
export interface Answer {
  body: Buffer;
  headers: HeaderPair[];
  /** Decoded path of the request and pattern of its route. */
  path: string;
  route: string;
  /** First instant at which the answer would differ without a commit. */
  validUntil: Date | undefined;
}

/** One coding of a cached answer, ready to be written. */
export interface Representation {
  encoding: Encoding;
  /** Strong, and different for each coding (RFC 9110 section 8.8.3.3). */
  etag: string;
  bytes: Buffer;
  /** Headers of a 200, without those that belong to one request. Sorted by name. */
  headers: HeaderPair[];
  /** Headers of a 304. Sorted by name. */
  notModifiedHeaders: HeaderPair[];
}

export interface CacheEntry {
  readonly key: string;
  readonly path: string;
  readonly route: string;
  readonly version: string;
  readonly validUntilMs: number | undefined;
  readonly compressible: boolean;
  readonly identity: Representation;
  /** Codings made so far; a promise while one is being made. */
  readonly codings: Map<Encoding, Representation | Promise<Representation>>;
  readonly headers: HeaderPair[];
  bytes: number;
  /** Whether it was read since it was last looked at for eviction. */
  used: boolean;
}

export interface ResponseCacheStats {
  hits: number;
  misses: number;
  evictions: number;
  entries: number;
  bytes: number;
}

/** Answers to GET requests kept as bytes, each valid exactly as long as the data it was made from. */
export interface ResponseCache {
  /** The entry under a key if it is valid now. */
  find(key: string): CacheEntry | undefined;
  /**
   * Makes the answer of a key and keeps it. Callers that ask while it is being made at the same data version share it.
   * `undefined` from `make` means that the answer must not be kept; then, and when making it fails, those who waited get `undefined`.
   */
  fill(key: string, viewer: string, make: () => Promise<Answer | undefined>): Promise<CacheEntry | undefined>;
  /** The coding of an entry, made once. */
  represent(entry: CacheEntry, encoding: Encoding): Promise<Representation>;
  /** The coding of an entry if it is ready. */
  ready(entry: CacheEntry, encoding: Encoding): Representation | undefined;
  countHit(): void;
  clear(): void;
  stats(): ResponseCacheStats;
}

export interface ResponseCacheOptions {
  /** Bound of everything kept: bodies in all codings, headers and keys. */
  maxBytes: number;
  /** Changes with every commit. */
  dataVersion: () => string;
  clock: Pick<Clock, "now">;
}

/** No answer takes more than one part in so many of the cache: a single huge one would drive out all others. */
const MAX_SHARE = 8;

/**
 * A cache of answers bounded by bytes. Eviction is second chance: the oldest goes first, unless it was read since it last
 * stood in line. It keeps what least-recently-used keeps, and a hit only sets a flag instead of moving the entry.
 */
export function createResponseCache({ maxBytes, dataVersion, clock }: ResponseCacheOptions): ResponseCache {
  const entries = new Map<string, CacheEntry>();
  const pending = new Map<string, { version: string; entry: Promise<CacheEntry | undefined> }>();
  const stats = { hits: 0, misses: 0, evictions: 0, bytes: 0 };

  const isValid = (entry: CacheEntry) =>
    entry.version === dataVersion() && (entry.validUntilMs === undefined || clock.now().getTime() < entry.validUntilMs);

  const remove = (entry: CacheEntry) => {
    if (entries.get(entry.key) !== entry) return;
    entries.delete(entry.key);
    stats.bytes -= entry.bytes;
  };

  const evict = () => {
    for (const entry of entries.values()) {
      if (stats.bytes <= maxBytes) return;
      if (entry.used) {
        entry.used = false;
        entries.delete(entry.key);
        entries.set(entry.key, entry);
        continue;
      }
      remove(entry);
      stats.evictions++;
    }
  };

  const store = (entry: CacheEntry) => {
    const previous = entries.get(entry.key);
    if (previous !== undefined) {
      remove(previous);
      keepCodings(previous, entry);
    }
    if (entry.bytes > maxBytes / MAX_SHARE) return;
    entries.set(entry.key, entry);
    stats.bytes += entry.bytes;
    evict();
  };

  const makeCoding = async (entry: CacheEntry, encoding: Exclude<Encoding, "identity">) => {
    try {
      const made = represent(entry, encoding, await encode(entry.identity.bytes, encoding));
      entry.codings.set(encoding, made);
      entry.bytes += made.bytes.length;
      if (entries.get(entry.key) === entry) {
        stats.bytes += made.bytes.length;
        evict();
      }
      return made;
    } catch (error) {
      entry.codings.delete(encoding);
      throw error;
    }
  };

  return {
    find(key) {
      const entry = entries.get(key);
      if (entry === undefined || !isValid(entry)) return undefined;
      entry.used = true;
      return entry;
    },

    async fill(key, viewer, make) {
      // Read before the answer is made: a commit in between leaves the entry with a version that is already past.
      const version = dataVersion();
      const running = pending.get(key);
      if (running?.version === version) {
        stats.hits++;
        return running.entry.catch(() => undefined);
      }
      stats.misses++;
      const making = make().then((answer) => {
        if (answer === undefined) return undefined;
        const entry = createEntry(key, viewer, version, answer);
        store(entry);
        return entry;
      });
      const mine = { version, entry: making };
      pending.set(key, mine);
      try {
        return await making;
      } finally {
        if (pending.get(key) === mine) pending.delete(key);
      }
    },

    async represent(entry, encoding) {
      if (encoding === "identity" || !entry.compressible) return entry.identity;
      const known = entry.codings.get(encoding);
      if (known !== undefined) return known;
      const making = makeCoding(entry, encoding);
      entry.codings.set(encoding, making);
      return making;
    },

    ready(entry, encoding) {
      if (encoding === "identity" || !entry.compressible) return entry.identity;
      const known = entry.codings.get(encoding);
      return known instanceof Promise ? undefined : known;
    },

    countHit() {
      stats.hits++;
    },
    clear() {
      for (const entry of entries.values()) remove(entry);
    },
    stats: () => ({ ...stats, entries: entries.size }),
  };
}

/** Rough cost of an entry beside its body: objects, header strings and the key. */
const ENTRY_OVERHEAD_BYTES = 1_024;

function createEntry(key: string, viewer: string, version: string, answer: Answer): CacheEntry {
  const type = answer.headers.find(([name]) => name === "content-type")?.[1];
  const compressible = answer.body.length >= MIN_COMPRESSED_BYTES && isCompressible(type);
  const headers = answer.headers.filter(([name]) => name !== "vary");
  const vary = answer.headers.find(([name]) => name === "vary")?.[1];
  const allVary = compressible ? addVary(vary, "accept-encoding") : vary;
  if (allVary !== undefined) headers.push(["vary", allVary]);
  // Answers made for one token must not be kept by shared caches.
  headers.push(["cache-control", viewer === "public" ? "no-cache" : "private, no-cache"]);
  const partial = {
    key,
    path: answer.path,
    route: answer.route,
    version,
    validUntilMs: answer.validUntil?.getTime(),
    compressible,
    headers,
    codings: new Map<Encoding, Representation | Promise<Representation>>(),
    bytes: answer.body.length + key.length + ENTRY_OVERHEAD_BYTES,
    used: false,
  };
  return { ...partial, identity: represent(partial, "identity", answer.body) };
}

const ETAG_SUFFIX = { identity: "", gzip: "-gzip", br: "-br" } as const;

function represent(
  entry: Pick<CacheEntry, "headers"> & { identity?: Representation },
  encoding: Encoding,
  bytes: Buffer,
): Representation {
  const hash = entry.identity === undefined ? hashOf(bytes) : entry.identity.etag.slice(1, -1);
  const etag = `"${hash}${ETAG_SUFFIX[encoding]}"`;
  const headers: HeaderPair[] = [...entry.headers, ["etag", etag], ["content-length", String(bytes.length)]];
  if (encoding !== "identity") headers.push(["content-encoding", encoding]);
  return {
    encoding,
    etag,
    bytes,
    headers: sortHeaders(headers),
    // RFC 9110 section 15.4.5: what a cache needs to freshen what it has, and nothing about the body.
    notModifiedHeaders: sortHeaders(headers.filter(([name]) => /^(?:etag|vary|cache-control)$/.test(name))),
  };
}

/** By name, as `Headers` iterates: an answer then reads the same whether it comes through Hono or not. */
export const sortHeaders = (headers: HeaderPair[]): HeaderPair[] =>
  headers.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));

/** After a commit that did not change this answer, its compressed forms are still right. */
function keepCodings(previous: CacheEntry, next: CacheEntry): void {
  if (previous.identity.etag !== next.identity.etag || previous.compressible !== next.compressible) return;
  for (const [encoding, coding] of previous.codings) {
    if (coding instanceof Promise) continue;
    next.codings.set(encoding, represent(next, encoding, coding.bytes));
    next.bytes += coding.bytes.length;
  }
}

import { LibsqlError } from "@libsql/core/api";
import type { Pragma } from "./statement.ts";

/** Settings of every connection; see docs at https://sqlite.org/pragma.html. The order matters: the journal mode comes first. */
function common(synchronous: "full" | "normal"): string[] {
  return [
    "busy_timeout = 0",
    "journal_mode = WAL",
    `synchronous = ${synchronous.toUpperCase()}`,
    "foreign_keys = ON",
    "temp_store = MEMORY",
    "mmap_size = 134217728",
    "journal_size_limit = 67108864",
    "trusted_schema = OFF",
    "wal_autocheckpoint = 0",
  ];
}

/** `cache_size` is in KiB when negative. */
export const writerPragmas = (synchronous: "full" | "normal") => [...common(synchronous), "cache_size = -16000"];
export const readerPragmas = (synchronous: "full" | "normal") => [
  ...common(synchronous),
  "cache_size = -8000",
  "query_only = ON",
];

/** Settings that each connection has of its own: set on the writer and the reader alike. */
const PER_CONNECTION = new Set([
  "analysis_limit",
  "automatic_index",
  "cache_size",
  "cache_spill",
  "cell_size_check",
  "case_sensitive_like",
  "foreign_keys",
  "journal_size_limit",
  "mmap_size",
  "recursive_triggers",
  "reverse_unordered_selects",
  "soft_heap_limit",
  "synchronous",
  "temp_store",
]);

/** What the client's promises rest on. */
const GUARDED = new Set([
  "busy_timeout",
  "journal_mode",
  "locking_mode",
  "query_only",
  "read_uncommitted",
  "trusted_schema",
  "wal_autocheckpoint",
  "writable_schema",
]);

/** Those that change the file although they look like questions. */
const CHANGING = new Set(["incremental_vacuum", "optimize"]);
/** Those whose argument is the name of something to look at, not a value to set. */
const ASKING = new Set([
  "foreign_key_check",
  "foreign_key_list",
  "index_info",
  "index_list",
  "index_xinfo",
  "integrity_check",
  "quick_check",
  "table_info",
  "table_list",
  "table_xinfo",
]);

/**
 * Where a PRAGMA belongs: `ask` on the reader, `set` on every connection, `change` on the writer, `checkpoint` with the
 * writer held. Throws `LibsqlError` (`PRAGMA_REFUSED`) for those the client sets itself.
 */
export function pragmaScope({ name, value, assigns }: Pragma): "ask" | "set" | "change" | "checkpoint" {
  if (name === "wal_checkpoint") {
    if (value === undefined || value === "passive") return "checkpoint";
    throw refused("Only PRAGMA wal_checkpoint(PASSIVE) is safe beside other writers");
  }
  if (CHANGING.has(name)) return "change";
  if (value === undefined || (ASKING.has(name) && !assigns)) return "ask";
  if (GUARDED.has(name)) throw refused(`PRAGMA ${name} is set by the database client`);
  return PER_CONNECTION.has(name) ? "set" : "change";
}

const refused = (message: string) => new LibsqlError(message, "PRAGMA_REFUSED");

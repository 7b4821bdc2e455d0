import Libsql from "libsql";

/** What a database file holds, read from beside the processes that use it. */
export interface Stored {
  games: Record<string, unknown>[];
  events: { id: number; type: string; subject: string; dedupe_key: string; payload: string }[];
  scoreChanges: Record<string, unknown>[];
  integrity: string;
}

/** Reads the file in one snapshot, without changing it. */
export function readStored(path: string): Stored {
  const connection = new Libsql(path, { readonly: true, timeout: 5_000 });
  try {
    connection.exec("BEGIN");
    const all = (sql: string) => connection.prepare(sql).all() as never[];
    return {
      games: all("SELECT * FROM games ORDER BY id"),
      events: all("SELECT id, type, subject, dedupe_key, payload FROM events ORDER BY id"),
      scoreChanges: all("SELECT * FROM score_changes ORDER BY game_id, sequence"),
      integrity: (all("PRAGMA integrity_check") as { integrity_check: string }[])
        .map((row) => row.integrity_check)
        .join("\n"),
    };
  } finally {
    connection.close();
  }
}

import { auditLogTable } from "./audit.tables.ts";
import type { Tx } from "./db/database.ts";

/** On whose behalf something is changed: what services are handed along with the change. */
export interface AuditContext {
  /** `token:tok_…`, `admin`, `cli`, `collector`. */
  actor: string;
  /** Of the HTTP request; undefined for changes that none asked for. */
  requestId?: string | undefined;
}

export interface AuditEntry extends AuditContext {
  at: Date;
  /** Dotted verb, such as `token.create`. */
  action: string;
  /** What was changed, such as `tok_…`. */
  subject: string;
  /** Names only: values, which may be secret, are never copied. */
  changedColumns: readonly string[];
}

/** Writes down a change, in the transaction that makes it: no change without its entry, no entry without its change. */
export async function recordAudit(tx: Tx, entry: AuditEntry): Promise<void> {
  const { at, actor, action, subject, requestId = null, changedColumns } = entry;
  await tx.insert(auditLogTable).values({ at, actor, action, subject, requestId, changedColumns: [...changedColumns] });
}

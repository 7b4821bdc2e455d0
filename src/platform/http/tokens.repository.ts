import { and, desc, eq, isNull, lt } from "drizzle-orm";
import type { Reader, Tx } from "../db/database.ts";
import { apiTokensTable } from "./tokens.tables.ts";

/** A token as it is stored: without its text. */
export type StoredToken = typeof apiTokensTable.$inferSelect;

export async function insertToken(tx: Tx, token: typeof apiTokensTable.$inferInsert): Promise<void> {
  await tx.insert(apiTokensTable).values(token);
}

/** Tokens made before `beforeId` (ids sort by time of creation), youngest first, revoked ones included. */
export async function listTokens(
  reader: Reader,
  page: { beforeId: string | undefined; limit: number },
): Promise<StoredToken[]> {
  return reader
    .select()
    .from(apiTokensTable)
    .where(page.beforeId === undefined ? undefined : lt(apiTokensTable.id, page.beforeId))
    .orderBy(desc(apiTokensTable.id))
    .limit(page.limit);
}

export async function findToken(reader: Reader, id: string): Promise<StoredToken | undefined> {
  const [token] = await reader.select().from(apiTokensTable).where(eq(apiTokensTable.id, id));
  return token;
}

export async function findTokenByHash(reader: Reader, sha256: string): Promise<StoredToken | undefined> {
  const [token] = await reader.select().from(apiTokensTable).where(eq(apiTokensTable.sha256, sha256));
  return token;
}

/** Answers whether the token was valid until now. */
export async function revokeToken(tx: Tx, id: string, now: Date): Promise<boolean> {
  const revoked = await tx
    .update(apiTokensTable)
    .set({ revokedAt: now })
    .where(and(eq(apiTokensTable.id, id), isNull(apiTokensTable.revokedAt)))
    .returning({ id: apiTokensTable.id });
  return revoked.length > 0;
}

export async function setTokenLastUsed(tx: Tx, id: string, now: Date): Promise<void> {
  await tx.update(apiTokensTable).set({ lastUsedAt: now }).where(eq(apiTokensTable.id, id));
}

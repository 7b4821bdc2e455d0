import { createHash, timingSafeEqual } from "node:crypto";
import { type AuditContext, recordAudit } from "../audit.ts";
import type { Deps } from "../deps.ts";
import { AppError, messageOf } from "../errors.ts";
import { newId } from "../ids.ts";
import type { Actor } from "./env.ts";
import { grants, type Scope } from "./scopes.ts";
import { parseSession, signSession, verifySession } from "./session-cookie.ts";
import {
  findToken,
  findTokenByHash,
  insertToken,
  listTokens,
  revokeToken,
  type StoredToken,
  setTokenLastUsed,
} from "./tokens.repository.ts";

export type TokenActor = Exclude<Actor, { kind: "public" }>;

/** Tokens: making, listing and revoking them, and finding out whose one is. */
export interface TokenService {
  /** Makes a token. `text` is the token itself, which cannot be had again. */
  create(
    input: { name: string; scopes: readonly Scope[] },
    by: AuditContext,
  ): Promise<{ token: StoredToken; text: string }>;
  /** Youngest first, at most `limit`, revoked ones included. */
  list(page: { beforeId: string | undefined; limit: number }): Promise<StoredToken[]>;
  /** From the commit on the token opens nothing, in any process. Repeats do nothing. Throws `not-found`. */
  revoke(id: string, by: AuditContext): Promise<void>;
  /** Whose token this is; undefined for one that is unknown or revoked. */
  findActor(text: string): Promise<TokenActor | undefined>;
  /** The cookie value that lets the holder of a token with scope `read` look around, or undefined for any other. */
  signIn(text: string, expiresAt: Date): Promise<string | undefined>;
  /** Who is signed in by a cookie, with the scope `read` alone; undefined when expired, forged or revoked. */
  findSession(cookie: string): Promise<TokenActor | undefined>;
}

const ADMIN_ID = "admin";
const TOKEN_TEXT = /^grt_[A-Za-z0-9_-]{43}$/;
const TOUCH_INTERVAL_MS = 60_000;
const MOST_REMEMBERED = 1_000;

export function createTokenService(deps: Pick<Deps, "config" | "database" | "clock" | "random" | "log">): TokenService {
  const { database, clock, random, log } = deps;
  const { adminToken } = deps.config.http;
  const adminHash = adminToken === undefined ? undefined : sha256Hex(adminToken);
  const remembered = createVersionedMemory(() => database.dataVersion());
  /** When `last_used_at` was last sent to the store, by token id. */
  const touchedMs = new Map<string, number>();

  const isAdmin = (hash: string) => adminHash !== undefined && sameHash(hash, adminHash);

  async function findValid(
    key: string,
    find: () => Promise<StoredToken | undefined>,
  ): Promise<StoredToken | undefined> {
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const token = await remembered.fill(key, find);
    return token?.revokedAt === null ? token : undefined;
  }

  async function findByText(text: string): Promise<StoredToken | undefined> {
    if (!TOKEN_TEXT.test(text)) return undefined;
    const hash = sha256Hex(text);
    const token = await findValid(hash, () => findTokenByHash(database.db, hash));
    return token !== undefined && sameHash(token.sha256, hash) ? token : undefined;
  }

  /** Notes the use once a minute, without keeping the request waiting. */
  function touch(token: StoredToken): void {
    const nowMs = clock.now().getTime();
    const lastMs = touchedMs.get(token.id) ?? token.lastUsedAt?.getTime() ?? Number.NEGATIVE_INFINITY;
    if (nowMs - lastMs < TOUCH_INTERVAL_MS) return;
    touchedMs.set(token.id, nowMs);
    database
      .write((tx) => setTokenLastUsed(tx, token.id, new Date(nowMs)))
      .catch((error: unknown) => log.warn({ tokenId: token.id, error: messageOf(error) }, "use of token not noted"));
  }

  return {
    async create({ name, scopes }, by) {
      const text = `grt_${Buffer.from(random.bytes(32)).toString("base64url")}`;
      const now = clock.now();
      const token: StoredToken = {
        id: newId("tok", now, random),
        name,
        sha256: sha256Hex(text),
        scopes: [...new Set(scopes)],
        createdAt: now,
        lastUsedAt: null,
        revokedAt: null,
      };
      const changedColumns = ["id", "name", "sha256", "scopes", "created_at"];
      await database.write(async (tx) => {
        await insertToken(tx, token);
        await recordAudit(tx, { ...by, at: now, action: "token.create", subject: token.id, changedColumns });
      });
      return { token, text };
    },

    list: (page) => listTokens(database.db, page),

    async revoke(id, by) {
      const now = clock.now();
      await database.write(async (tx) => {
        if (await revokeToken(tx, id, now)) {
          await recordAudit(tx, {
            ...by,
            at: now,
            action: "token.revoke",
            subject: id,
            changedColumns: ["revoked_at"],
          });
        } else if ((await findToken(tx, id)) === undefined) {
          throw new AppError("not-found", "There is no token with this id.");
        }
      });
      touchedMs.delete(id);
    },

    async findActor(text) {
      if (isAdmin(sha256Hex(text))) return { kind: "admin" };
      const token = await findByText(text);
      if (token === undefined) return undefined;
      touch(token);
      return { kind: "token", id: token.id, name: token.name, scopes: token.scopes };
    },

    async signIn(text, expiresAt) {
      if (adminHash !== undefined && isAdmin(sha256Hex(text))) return signSession(ADMIN_ID, adminHash, expiresAt);
      const token = await findByText(text);
      if (token === undefined || !grants(token.scopes, "read")) return undefined;
      touch(token);
      return signSession(token.id, token.sha256, expiresAt);
    },

    async findSession(cookie) {
      const claim = parseSession(cookie);
      if (claim === undefined) return undefined;
      const { tokenId } = claim;
      if (tokenId === ADMIN_ID) {
        const valid = adminHash !== undefined && verifySession(claim, adminHash, clock.now());
        return valid ? { kind: "token", id: ADMIN_ID, name: "Owner", scopes: ["read"] } : undefined;
      }
      const token = await findValid(tokenId, () => findToken(database.db, tokenId));
      if (token === undefined || !verifySession(claim, token.sha256, clock.now())) return undefined;
      touch(token);
      return { kind: "token", id: token.id, name: token.name, scopes: ["read"] };
    },
  };
}

/** Valid tokens by key, forgotten with every commit of any process: a revoked token is not remembered past its revocation. */
function createVersionedMemory(dataVersion: () => string) {
  const tokens = new Map<string, StoredToken>();
  let version = "";
  return {
    get(key: string): StoredToken | undefined {
      const current = dataVersion();
      if (current !== version) tokens.clear();
      version = current;
      return tokens.get(key);
    },
    async fill(key: string, find: () => Promise<StoredToken | undefined>): Promise<StoredToken | undefined> {
      const before = version;
      const token = await find();
      // Read at another version than the memory is of now: right for this caller, too old to keep.
      if (token?.revokedAt === null && before === version && tokens.size < MOST_REMEMBERED) tokens.set(key, token);
      return token;
    },
  };
}

const sha256Hex = (text: string): string => createHash("sha256").update(text).digest("hex");

const sameHash = (a: string, b: string): boolean => timingSafeEqual(Buffer.from(a, "hex"), Buffer.from(b, "hex"));

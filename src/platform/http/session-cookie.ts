import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * The value of the sign-in cookie: `<token id>.<expiry, seconds since 1970>.<HMAC-SHA-256 of both, base64url>`.
 *
 * The key is the stored hash of the token, so the cookie needs no table and dies with its token, and whoever gets hold of
 * a cookie has no bearer token: neither the token nor its hash can be had from it.
 */
export interface SessionClaim {
  tokenId: string;
  expiresAt: Date;
  signed: string;
  signature: Buffer;
}

/** Makes the value for a token. `sha256` is the token's hash, hexadecimal. */
export function signSession(tokenId: string, sha256: string, expiresAt: Date): string {
  const signed = `${tokenId}.${Math.floor(expiresAt.getTime() / 1_000)}`;
  return `${signed}.${mac(signed, sha256).toString("base64url")}`;
}

/** Takes a value apart without believing it; undefined unless it has the form. */
export function parseSession(value: string): SessionClaim | undefined {
  const match = /^((?:tok_[a-z0-9]{20}|admin))\.(\d{1,12})\.([A-Za-z0-9_-]{43})$/.exec(value);
  if (match === null) return undefined;
  const [, tokenId = "", seconds = "", text = ""] = match;
  const signature = Buffer.from(text, "base64url");
  // The last character has bits to spare: only the spelling that this server writes counts.
  if (signature.toString("base64url") !== text) return undefined;
  return { tokenId, expiresAt: new Date(Number(seconds) * 1_000), signed: `${tokenId}.${seconds}`, signature };
}

/** Whether the claim was made with this token's hash and holds at `now`. Takes the same time for every wrong signature. */
export function verifySession(claim: SessionClaim, sha256: string, now: Date): boolean {
  const expected = mac(claim.signed, sha256);
  return timingSafeEqual(expected, claim.signature) && now < claim.expiresAt;
}

const mac = (signed: string, sha256: string) =>
  createHmac("sha256", Buffer.from(sha256, "hex")).update(`gameroom sign-in ${signed}`).digest();

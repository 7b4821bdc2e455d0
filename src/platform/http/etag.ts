import { hash } from "node:crypto";

/** A short strong hash of bytes: 132 bits of SHA-256 in base64url. */
export const hashOf = (bytes: Uint8Array): string => hash("sha256", bytes, "base64url").slice(0, 22);

/** Whether an `If-None-Match` header names this ETag. Weak comparison (RFC 9110 section 13.1.2). */
export function matchesEtag(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === etag || ifNoneMatch === "*") return true;
  return ifNoneMatch.split(",").some((part) => part.trim().replace(/^W\//, "") === etag);
}

/** A `Vary` header with one more field name in it. */
export function addVary(vary: string | null | undefined, name: string): string {
  if (vary === null || vary === undefined || vary === "") return name;
  const names = vary.split(",").map((part) => part.trim().toLowerCase());
  return names.includes("*") || names.includes(name) ? vary : `${vary}, ${name}`;
}

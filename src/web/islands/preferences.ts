const YEAR_SECONDS = 31_536_000;

/** Remembers a choice for the server to read on the next page. */
export function rememberChoice(name: "theme" | "tz", value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser a wall tablet has
  document.cookie = `${name}=${encodeURIComponent(value)}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}

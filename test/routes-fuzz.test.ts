import fc from "fast-check";
import { expect, it } from "vitest";
import { KNOWN_CSV } from "./scores/api/known-games.ts";
import { createScoresApi } from "./scores/api/scores-api.ts";
import { addressOf, routesOf } from "./support/routes.ts";

const ADMIN_TOKEN = "correct-horse-battery-staple";
const HOSTILE = [
  ...["", "0", "-1", "1e309", "999999999999999", "9007199254740993", "NaN", "null", "undefined", "true", "[]", "{}"],
  ...[
    "\0",
    "a\0b",
    "\u{1F3C8}",
    "\uFFFD",
    "ﬁ",
    "İ",
    "../../etc/passwd",
    "%2e%2e",
    "' OR 1=1 --",
    "<script>",
    "\r\nx: y",
  ],
  ...["__proto__", "constructor", "nfl", "2026", "post", "ne", "new york", "2026-13-45", "0000-01-01", "9999-12-31"],
  ...["-271821-04-20T00:00:00Z", "+275760-09-13T00:00:00Z", "2026-11-20T25:61:00Z", "x".repeat(5_000)],
];
const PARAMETERS = [
  ...["season", "seasonType", "week", "team", "teamA", "teamB", "status", "from", "to", "cursor", "limit", "year"],
  ...["direction", "tz", "types", "subject", "lastEventId", "boards", "fixture", "__proto__", "toString"],
];

const text = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...HOSTILE) },
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc.string({ unit: "binary-ascii", maxLength: 40 }),
  fc
    .array(fc.oneof(fc.integer(), fc.string(), fc.constant(null)))
    .map((key) => Buffer.from(JSON.stringify(key)).toString("base64url")),
);
const header = fc.string({ unit: fc.constantFrom(...'abcXYZ019 ;=,"*/%<>'.split("")), maxLength: 40 });
const headers = fc.record(
  {
    accept: fc.constantFrom("text/html", "application/json", "*/*", "image/png", ""),
    authorization: fc.constantFrom(`Bearer ${ADMIN_TOKEN}`, "Bearer x", "Basic eDp4", "bearer"),
    "content-type": fc.constantFrom(
      "application/json",
      "application/x-www-form-urlencoded",
      "text/plain",
      "multipart/form-data; boundary=x",
    ),
    cookie: header.map((value) => `theme=${value}; tz=${value}; gameroom_session=${value}`),
    "if-none-match": header,
    "last-event-id": header,
    "accept-encoding": header,
    origin: header,
  },
  { requiredKeys: [] },
);
const body = fc.oneof(
  text,
  fc.json(),
  fc.record({ name: text, scopes: fc.array(text) }).map((value) => JSON.stringify(value)),
  fc.constant("token=x&next=//evil"),
);
const query = fc
  .array(fc.tuple(fc.constantFrom(...PARAMETERS), text), { maxLength: 4 })
  .map((pairs) => `${new URLSearchParams(pairs)}`);
const method = fc.constantFrom("GET", "GET", "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

it("answers every input on every route without a fault of its own, and errors as problems or pages", {
  timeout: 120_000,
}, async () => {
  const { app, importCsv } = await createScoresApi({ env: { ADMIN_TOKEN } });
  await importCsv(KNOWN_CSV);
  const patterns = [...new Set(routesOf(app).map(({ pattern }) => pattern))];
  const request = fc.record({
    pattern: fc.constantFrom(...patterns),
    league: fc.oneof({ weight: 3, arbitrary: fc.constant("nfl") }, text),
    parameter: text,
    query,
    method,
    headers,
    body,
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ pattern, league, parameter, query, method, headers, body }) => {
      const path = addressOf(pattern, (name) => (name === "league" ? league : parameter));
      const bodied = ["POST", "PUT", "PATCH", "DELETE"].includes(method);
      const answer = await app.request(`${path}${query === "" ? "" : `?${query}`}`, {
        method,
        headers,
        ...(bodied ? { body } : {}),
      });
      const type = answer.headers.get("content-type") ?? "";
      const shown = answer.status >= 400 ? await answer.text() : "";
      await answer.body?.cancel().catch(() => undefined);
      expect(answer.status, `${method} ${path}?${query}`).toBeLessThan(500);
      if (answer.status < 400) return;
      expect(type).toMatch(/^(application\/(problem\+)?json|text\/html; charset=UTF-8)$/);
      expect(shown).not.toMatch(/<script>|\bat .+\.ts:\d+/);
      if (path.startsWith("/api/")) expect(type).toBe("application/problem+json");
      if (type === "application/json" && method !== "HEAD") expect(JSON.parse(shown)).toHaveProperty("detail");
    }),
    { numRuns: 3_000 },
  );
});

import { ERROR_STATUS, type ErrorCode } from "../errors.ts";

/** What a problem code means to the one who meets it. `/problems/<code>` and the API documentation are made from this. */
export interface ProblemDescription {
  code: ErrorCode;
  status: number;
  /** The same for every occurrence (RFC 9457 section 3.1.3). */
  title: string;
  meaning: string;
  remedy: string;
}

type Texts = Pick<ProblemDescription, "title" | "meaning" | "remedy">;

const TEXTS: Record<ErrorCode, Texts> = {
  "invalid-request": {
    title: "Invalid request",
    meaning: "The request could be read, but a parameter or a member of the body is missing, unknown or out of bounds.",
    remedy:
      "Each entry of `errors` names the place (`in`, `pointer`) and what is expected there. Correct it and send again.",
  },
  "malformed-body": {
    title: "Request cannot be read",
    meaning: "The body is not valid JSON or form data, or the URL is not well formed.",
    remedy: "Send JSON in UTF-8, and percent-encode every character of the URL that needs it.",
  },
  unauthorized: {
    title: "Token needed",
    meaning: "This needs a bearer token, and the request had none or one that is not valid.",
    remedy: "Send `Authorization: Bearer <token>`. Tokens are made on the command line and shown once.",
  },
  forbidden: {
    title: "Not allowed",
    meaning: "The token is valid but does not have the scope this needs.",
    remedy: "Use a token with the scope, or have the owner make one.",
  },
  "not-found": {
    title: "Not found",
    meaning: "Nothing is stored under this address.",
    remedy: "Check the address and the identifiers in it; lists tell which exist.",
  },
  "method-not-allowed": {
    title: "Method not allowed",
    meaning: "The address exists but does not take this method.",
    remedy: "Use one of the methods in the `Allow` header.",
  },
  conflict: {
    title: "Conflict",
    meaning: "The change does not fit what is stored now.",
    remedy: "Read the current state, decide again, and send the change that fits.",
  },
  gone: {
    title: "Gone",
    meaning: "This existed and has been removed for good.",
    remedy: "Stop asking for it.",
  },
  "payload-too-large": {
    title: "Body too large",
    meaning: "The body is larger than this address accepts.",
    remedy: "Send less at once.",
  },
  "unsupported-media-type": {
    title: "Unsupported media type",
    meaning: "The body is of a type this address does not take.",
    remedy: "Send `Content-Type: application/json` unless the documentation names another type.",
  },
  "unknown-team": {
    title: "Unknown team",
    meaning: "No team goes by this name or abbreviation.",
    remedy: "Pick one of `nearMatches`, or list the teams of the league.",
  },
  "rate-limited": {
    title: "Too many requests",
    meaning: "More requests came than one caller may make.",
    remedy: "Wait as many seconds as `Retry-After` says.",
  },
  internal: {
    title: "Internal error",
    meaning: "Something failed that should not have. The reason is in the server's log under the request id.",
    remedy: "Try again once; if it stays, look up `requestId` in the log.",
  },
  "upstream-failed": {
    title: "Other service failed",
    meaning: "A service this depends on did not answer as it should.",
    remedy: "Try again later.",
  },
  unavailable: {
    title: "Unavailable",
    meaning: "The server cannot do this now: it is starting, stopping, or a feature is not configured.",
    remedy: "Read `detail`; try again later if it names nothing to configure.",
  },
  "database-busy": {
    title: "Database busy",
    meaning: "Another process held the database for too long.",
    remedy: "Send the request again; nothing was changed.",
  },
  "database-failed": {
    title: "Database failed",
    meaning: "The database could not do its work. The reason is in the server's log under the request id.",
    remedy: "Check the disk (space, permissions) and the log.",
  },
  timeout: {
    title: "Took too long",
    meaning: "The answer was not ready in time.",
    remedy: "Ask for less at once, or try again later.",
  },
};

/** Every problem code in the order of the code table. */
export const problemCatalog = Object.fromEntries(
  (Object.keys(ERROR_STATUS) as ErrorCode[]).map((code) => [
    code,
    { code, status: ERROR_STATUS[code], ...TEXTS[code] },
  ]),
) as Record<ErrorCode, ProblemDescription>;

/** The description of a code that came from outside, such as the path of `/problems/:code`. */
export const findProblem = (code: string): ProblemDescription | undefined =>
  Object.hasOwn(problemCatalog, code) ? problemCatalog[code as ErrorCode] : undefined;

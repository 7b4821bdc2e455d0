/** Every error code the product can answer with. The code is the contract; the HTTP status follows from it. */
export const ERROR_STATUS = {
  "invalid-request": 422,
  "malformed-body": 400,
  unauthorized: 401,
  forbidden: 403,
  "not-found": 404,
  "method-not-allowed": 405,
  conflict: 409,
  gone: 410,
  "payload-too-large": 413,
  "unsupported-media-type": 415,
  "unknown-team": 422,
  "rate-limited": 429,
  internal: 500,
  "upstream-failed": 502,
  unavailable: 503,
  "database-busy": 503,
  "database-failed": 503,
  timeout: 504,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One fault of an input: where it is (`pointer` is a JSON Pointer fragment for bodies, `#/name` for parameters) and what is wrong. */
export interface InputFault {
  in: "json" | "query" | "param" | "header" | "form" | "cookie";
  pointer: string;
  detail: string;
}

export interface AppErrorOptions {
  cause?: unknown;
  /** Faults of the input, without the input itself. */
  errors?: InputFault[];
  /** Further members of the problem answer, such as `nearMatches`. */
  extensions?: Record<string, unknown>;
  /** Seconds after which a retry is worth trying; becomes `Retry-After`. */
  retryAfterSeconds?: number;
}

/** The one error type the product throws on purpose. `detail` is shown to callers: it never holds input, secrets or internals. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly errors: InputFault[] | undefined;
  readonly extensions: Record<string, unknown> | undefined;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: ErrorCode, detail: string, options: AppErrorOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AppError";
    this.code = code;
    this.errors = options.errors;
    this.extensions = options.extensions;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }

  get status(): (typeof ERROR_STATUS)[ErrorCode] {
    return ERROR_STATUS[this.code];
  }
}

/** The text of anything thrown, for logs and stored fault reasons. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Errors that cross a process: the REST problem `code`, its HTTP status, whether a retry may help, and words for a person. */
export const ERROR_CODES = {
  "invalid-request": { status: 400, retry: false, title: "The request is not valid." },
  "invalid-json": { status: 400, retry: false, title: "The body is not valid JSON." },
  "not-signed-in": { status: 401, retry: false, title: "Sign in first." },
  "wrong-credentials": { status: 401, retry: false, title: "The email or the password is wrong." },
  "wrong-api-key": { status: 401, retry: false, title: "The API key is wrong, expired or revoked." },
  "key-not-allowed": { status: 403, retry: false, title: "This API key may not do that." },
  "foreign-origin": { status: 403, retry: false, title: "The request came from another site." },
  "role-too-low": { status: 403, retry: false, title: "Your role does not allow this." },
  "not-found": { status: 404, retry: false, title: "There is no such thing, or you may not see it." },
  "method-not-allowed": { status: 405, retry: false, title: "This method is not offered here." },
  "email-taken": { status: 409, retry: false, title: "An account with this email exists." },
  "idempotency-key-reused": {
    status: 409,
    retry: false,
    title: "This idempotency key was used for another request.",
  },
  conflict: { status: 409, retry: false, title: "That does not fit the current state." },
  "too-large": { status: 413, retry: false, title: "The body is too large." },
  "unsupported-type": { status: 415, retry: false, title: "This content type is not accepted here." },
  unprocessable: { status: 422, retry: false, title: "The content cannot be used." },
  "rate-limited": { status: 429, retry: true, title: "Too many requests. Wait a moment." },
  internal: { status: 500, retry: true, title: "Something went wrong on the server." },
  unavailable: { status: 503, retry: true, title: "A part of the server is not available right now." },
} as const satisfies Record<string, { status: number; retry: boolean; title: string }>;

export type ErrorCode = keyof typeof ERROR_CODES;

export interface FieldError {
  /** Dotted path into the body, e.g. `operations.3.node.x`. */
  path: string;
  message: string;
}

/** RFC 9457 problem details plus our code and field paths. */
export interface Problem {
  type: "about:blank";
  title: string;
  status: number;
  code: ErrorCode;
  detail?: string;
  errors?: FieldError[];
}

import type { Problem } from "@/lib/core/problem/problem";

/** What a `ServiceError` carries beside its code and its text. */
type ServiceErrorOptions = {
  /** Values for the translated text, by name. */
  readonly params?: Readonly<Record<string, string | number>>;
  /** The HTTP status that a route answers; 400 when not given. */
  readonly status?: number;
  /** Findings with places, for input that a form can point at. */
  readonly problems?: readonly Problem[];
  /** For the log only. */
  readonly cause?: unknown;
};

/**
 * An error that people get to read. `code` is for machines and for translation (`errors.<code>`), `message` is the
 * English text: what is wrong, and what to do. Nobody matches on the text.
 */
export class ServiceError extends Error {
  readonly code: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly status: number;
  readonly problems: readonly Problem[];

  constructor(code: string, message: string, options: ServiceErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ServiceError";
    this.code = code;
    this.params = options.params ?? {};
    this.status = options.status ?? 400;
    this.problems = options.problems ?? [];
  }
}

/**
 * Tells a `ServiceError` from other errors. By name, not by class: the server framework loads a module more than once,
 * so `instanceof` misses errors that another copy threw.
 */
export function isServiceError(error: unknown): error is ServiceError {
  return error instanceof Error && error.name === "ServiceError" && "code" in error;
}

/** How much a finding matters: an error stops, a warning needs a look, a notice informs. */
export type Severity = "error" | "warning" | "notice";

/**
 * A coded finding with a place and a text.
 * `code` is for machines and for translation; `text` is the plain English sentence (what is wrong, what to do);
 * `path` leads to the value in the document that was checked (object keys and array indexes, outermost first).
 */
export type Problem = {
  readonly code: string;
  readonly severity: Severity;
  readonly path: readonly (string | number)[];
  readonly params: Readonly<Record<string, string | number>>;
  readonly text: string;
};

/** A value with the findings that do not stop it, or only findings, at least one of them an error. */
export type Result<T> =
  | { readonly ok: true; readonly value: T; readonly problems: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** A finding that stops. */
export function error(
  code: string,
  text: string,
  path: Problem["path"] = [],
  params: Problem["params"] = {},
): Problem {
  return { code, severity: "error", path, params, text };
}

/** A finding that needs a look. */
export function warning(
  code: string,
  text: string,
  path: Problem["path"] = [],
  params: Problem["params"] = {},
): Problem {
  return { code, severity: "warning", path, params, text };
}

/** A finding that informs. */
export function notice(
  code: string,
  text: string,
  path: Problem["path"] = [],
  params: Problem["params"] = {},
): Problem {
  return { code, severity: "notice", path, params, text };
}

/** Success, with the findings that do not stop it. */
export function ok<T>(value: T, problems: readonly Problem[] = []): Result<T> {
  return { ok: true, value, problems };
}

/** Failure; at least one of the findings is an error. */
export function fail<T = never>(...problems: readonly Problem[]): Result<T> {
  return { ok: false, problems };
}

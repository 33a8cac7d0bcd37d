import type { Problem } from "@/lib/core/problem/problem";

/** Problems as the commands print them in JSON: line and column, where they have one, beside the rest. */
export function problemsJson(problems: readonly Problem[]) {
  return problems.map(({ code, severity, params, text }) => ({
    code,
    severity,
    line: params.line ?? null,
    column: params.column ?? null,
    // Lines of the rules that cover one without effect.
    ...(typeof params.coverers === "string" && { coverers: params.coverers.split(",").map(Number) }),
    text,
    params,
  }));
}

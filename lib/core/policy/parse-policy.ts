import type * as z from "zod";
import { error, fail, ok, type Problem, type Result } from "@/lib/core/problem/problem";
import { type Policy, policySchema, roleNames } from "./schema";

/** A value as it appears in a message: short, and quoted where it is a text. */
function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

function valueAt(document: unknown, path: readonly PropertyKey[]): unknown {
  let value = document;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.entries(value).find(([name]) => name === String(key))?.[1];
  }
  return value;
}

/** Plain words for the faults that people make; zod's own words for the rest. */
function sentence(issue: z.core.$ZodIssue, value: unknown): string {
  const place = issue.path.at(-1);
  if (place === "role" && issue.code === "invalid_value") {
    return `${shown(value)} is no role. Choose one of ${roleNames.join(", ")}.`;
  }
  if (issue.code === "unrecognized_keys") {
    return `The policy has nothing called ${issue.keys.map(shown).join(", ")} here. Remove it, or correct its spelling.`;
  }
  if (place === "schema" && issue.path.length === 1) {
    const found =
      value === undefined
        ? "The policy does not say its form"
        : `${shown(value)} is not a form of policy that is known here`;
    return `${found}. Write "schema": "sekisho-policy/1".`;
  }
  if (issue.path.length === 0 && issue.code === "invalid_type") {
    return `A policy is a JSON object, { … }; found ${shown(value)}.`;
  }
  if (value === undefined && issue.code === "invalid_type") {
    return `The policy needs ${shown(String(place))} here (${issue.expected}).`;
  }
  switch (issue.message) {
    case "name":
      return `${shown(value)} cannot be a name. Use letters, digits, blanks and . _ - only, beginning with a letter or digit, 63 characters at most.`;
    case "comment":
      return "A comment is one line of printable text, 200 characters at most.";
    case "assertion":
      return "An assertion is one line of printable text, 500 characters at most.";
    case "linux-user":
      return `${shown(value)} cannot be a Linux account. Use small letters, digits, _ and -, beginning with a letter or _.`;
    case "id":
      return `${shown(value)} cannot be an id. Use small letters, digits and -, 40 characters at most.`;
    default:
      return `${issue.message}${value === undefined ? "" : `; found ${shown(value)}`}.`;
  }
}

function toProblem(issue: z.core.$ZodIssue, document: unknown): Problem {
  // A key that has no place here is pointed at itself.
  const keys = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path, ...keys].map((key) => (typeof key === "number" ? key : String(key)));
  const value = valueAt(document, issue.path);
  return error("policy-shape", sentence(issue, value), path, { place: path.join("."), reason: issue.code });
}

/** Reads a policy document of any origin; every fault of its shape is a located problem. */
export function parsePolicy(json: unknown): Result<Policy> {
  const parsed = policySchema.safeParse(json);
  if (parsed.success) return ok(parsed.data);
  return fail(...parsed.error.issues.map((issue) => toProblem(issue, json)));
}

import type { Route } from "next";
import type { Question } from "@/lib/server/services/explain/explain-view";

/** The names in the order in which they stand in an address. */
const keys = [
  "rules",
  "way",
  "from",
  "to",
  "proto",
  "port",
  "state",
  "family",
  "sport",
  "icmp",
  "in",
  "out",
  "flags",
  "user",
  "show",
] as const satisfies readonly (keyof Question)[];

/** What need not stand in an address, being meant without it. */
const usual: Partial<Record<keyof Question, string>> = { rules: "live", way: "in", state: "new" };

/** The address of a question; what is usual is left out, what was typed stays as it was typed. */
export function explainHref(hostId: string, question: Partial<Question>): Route {
  const search = new URLSearchParams();
  for (const key of keys) {
    const value = question[key] ?? "";
    if (value !== "" && value !== usual[key]) search.set(key, value);
  }
  const text = search.toString();
  return `/hosts/${hostId}/explain${text === "" ? "" : `?${text}`}` as Route;
}

import type { Route } from "next";
import { type BlockedFilter, everyBlocked } from "@/lib/core/blocked/filter-blocked";

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

const first = (value: string | string[] | undefined) => [value].flat()[0] ?? "";

/** Longer than any name or address. */
const longest = 100;

export const blockedAnswers = ["all", "refused", "observed"] as const;
export const blockedWays = ["all", "in", "out", "through"] as const;

/** Which rows an address asks for; what it does not understand counts as not said. */
export function readBlockedFilter({ way, answer, rule, network }: SearchParams): BlockedFilter {
  return {
    way: blockedWays.find((one) => one === first(way)) ?? "all",
    answer: blockedAnswers.find((one) => one === first(answer)) ?? "all",
    rule: first(rule).slice(0, longest),
    network: first(network).slice(0, longest),
  };
}

/** The address of a host's blocked log with these rows. */
export function blockedHref(hostId: string, filter: BlockedFilter = everyBlocked): Route {
  const search = new URLSearchParams();
  if (filter.way !== "all") search.set("way", filter.way);
  if (filter.answer !== "all") search.set("answer", filter.answer);
  if (filter.rule !== "") search.set("rule", filter.rule);
  if (filter.network !== "") search.set("network", filter.network);
  const query = search.toString();
  return `/hosts/${hostId}/blocked${query === "" ? "" : `?${query}`}` as Route;
}

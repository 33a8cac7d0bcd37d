import type { Route } from "next";
import { everySocket, type LiveFilter } from "@/lib/core/live/filter-sockets";

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

const first = (value: string | string[] | undefined) => [value].flat()[0] ?? "";

/** Longer than any name or address. */
const longest = 100;

/** A rule by its family, its chain and its number there; one line of the table has one a family. */
const rulePattern = /^[46]:[\w-]{1,28}:[1-9]\d{0,5}$/;
const mostRules = 2;

/** Which rows an address asks for; what it does not understand counts as not said. */
export function readLiveFilter({ program, remote, way, hide, rule }: SearchParams): LiveFilter {
  const hidden = first(hide).split(",");
  const direction = first(way);
  return {
    program: first(program).slice(0, longest),
    remote: first(remote).slice(0, longest),
    way: direction === "in" || direction === "out" ? direction : "all",
    listening: !hidden.includes("listening"),
    loopback: !hidden.includes("loopback"),
    rules: first(rule)
      .split(",")
      .filter((key) => rulePattern.test(key))
      .slice(0, mostRules),
  };
}

/** The address of a host's live page with these rows. */
export function liveHref(hostId: string, filter: LiveFilter = everySocket): Route {
  const hide = (["listening", "loopback"] as const).filter((what) => !filter[what]).join(",");
  const search = new URLSearchParams();
  if (filter.program !== "") search.set("program", filter.program);
  if (filter.remote !== "") search.set("remote", filter.remote);
  if (filter.way !== "all") search.set("way", filter.way);
  if (hide !== "") search.set("hide", hide);
  if (filter.rules.length > 0) search.set("rule", filter.rules.join(","));
  const query = search.toString();
  return `/hosts/${hostId}/live${query === "" ? "" : `?${query}`}` as Route;
}

import type { Route } from "next";
import type { ReachRules } from "@/lib/server/services/reach/reach-view";

/** What stands in the address of the page: which rules, and the cell that is looked at. */
export type ReachAddress = {
  readonly rules: ReachRules | null;
  readonly cell: { readonly source: string; readonly service: string } | null;
};

export function reachHref(hostId: string, { rules, cell }: ReachAddress): Route {
  const search = new URLSearchParams();
  if (rules !== null) search.set("rules", rules);
  if (cell !== null) {
    search.set("who", cell.source);
    search.set("what", cell.service);
  }
  const text = search.toString();
  return `/hosts/${hostId}/reach${text === "" ? "" : `?${text}`}` as Route;
}

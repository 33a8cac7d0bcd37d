import type { ReachAddress } from "@/components/exposure/reach-href";

type SearchParams = Readonly<Record<string, string | string[] | undefined>>;

const one = (value: string | string[] | undefined) => (typeof value === "string" ? value : null);

/** What the address of the page asks for; what it does not understand counts as not said. */
export function readReachAddress({ rules, who, what }: SearchParams): ReachAddress {
  const [source, service] = [one(who), one(what)];
  return {
    rules: rules === "live" || rules === "draft" ? rules : null,
    cell: source === null || service === null ? null : { source, service },
  };
}

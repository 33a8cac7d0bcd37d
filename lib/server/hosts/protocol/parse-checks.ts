import { type Seen, type SeenOutcome, seenOutcomes } from "@/lib/core/checks/check";
import { formatAddress, parseAddress } from "@/lib/core/net/address";
import { error, fail, ok, type Result } from "@/lib/core/problem/problem";
import { readAnswerItems } from "./answer-lines";

const isOutcome = (text: string): text is SeenOutcome => seenOutcomes.some((one) => one === text);

/** One line: number, address, outcome, milliseconds, program, its words; `-` where there is none. */
function readSeen(words: readonly string[]): { readonly number: number; readonly seen: Seen } | null {
  const [, number = "", where = "", outcome = "", took = "", tool = "", ...said] = words;
  const address = parseAddress(where);
  if (!/^\d{1,3}$/.test(number) || (where !== "-" && address === null) || !isOutcome(outcome)) return null;
  return {
    number: Number(number),
    seen: {
      address: address && formatAddress(address),
      family: address?.family ?? null,
      outcome,
      milliseconds: /^\d+$/.test(took) ? Number(took) : null,
      tool,
      words: said.join(" ").trim(),
    },
  };
}

const unread: Seen = {
  address: null,
  family: null,
  outcome: "unread",
  milliseconds: null,
  tool: null,
  words: "",
};

/**
 * Reads what CHECKS printed of so many checks, each with its tries, IPv4 first. Fails with `checks-cut`: the answer has no
 * end; `checks-failed`: the host said why.
 */
export function parseChecks(stdout: string, count: number): Result<readonly (readonly Seen[])[]> {
  const tries = Array.from({ length: count }, (): Seen[] => []);
  let over = false;
  for (const item of readAnswerItems(stdout)) {
    if (item.kind === "over") over = true;
    if (item.kind !== "line") continue;
    if (item.words[0] === "FAIL") {
      const text = "The host could not run the checks. Nothing is known of what it reaches.";
      return fail(error("checks-failed", text, [], { detail: item.words[2] ?? "" }));
    }
    const read = item.words[0] === "SEEN" ? readSeen(item.words) : null;
    if (read !== null) tries[read.number]?.push(read.seen);
  }
  if (!over) return fail(error("checks-cut", "The host's answer was cut off. Run the checks again."));
  return ok(
    tries.map((each) =>
      each.length === 0
        ? [unread]
        : each.toSorted(
            (a, b) =>
              (a.family ?? 0) - (b.family ?? 0) || (a.address ?? "").localeCompare(b.address ?? "", "en"),
          ),
    ),
  );
}

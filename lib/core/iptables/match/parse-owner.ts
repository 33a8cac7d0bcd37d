import type { Match } from "@/lib/core/ruleset/match";
import type { Token } from "../lex-line";
import { most32, wholeNumber } from "../numbers";
import {
  expected,
  flag,
  isFault,
  type ModuleParser,
  negate,
  type Option,
  type Reading,
  turnable,
  turnableFlag,
} from "../parse-option";

/** An account by name belongs to the host's own list, so it is kept as text; but root is 0 everywhere. */
function readRange(token: Token, what: string): Reading<{ first: number; last: number }> {
  if (token.text === "root") return { first: 0, last: 0 };
  if (/^[a-z_]/i.test(token.text)) return "opaque";
  const [from = "", to = from, more] = token.text.split(/[-:]/);
  const first = wholeNumber(from, most32 - 1);
  const last = wholeNumber(to, most32 - 1);
  if (first === null || last === null || first > last || more !== undefined) {
    return expected(token, `${what} by name, number or FIRST-LAST`);
  }
  return { first, last };
}

function readOption({ name, negated, values, token }: Option, supplementary: boolean): Reading<Match> {
  if (name === "--socket-exists") return negate({ kind: "owner-socket" }, negated);
  const user = name === "--uid-owner";
  const range = readRange(values[0] ?? token, user ? "a Linux account" : "a Linux group");
  if (range === "opaque" || isFault(range)) return range;
  if (user) return negate({ kind: "owner-user", ...range }, negated);
  return negate({ kind: "owner-group", ...range, ...(supplementary && { supplementary }) }, negated);
}

export const ownerModule: ModuleParser = {
  options: {
    "--socket-exists": turnableFlag,
    "--uid-owner": turnable,
    "--gid-owner": turnable,
    "--suppl-groups": flag,
  },
  read: (given) => {
    const more = given.get("--suppl-groups");
    const group = given.get("--gid-owner");
    // iptables wants them in this order.
    if (more && (group === undefined || group.token.start > more.token.start)) {
      return expected(more.token, "--gid-owner before --suppl-groups");
    }
    const matches: Match[] = [];
    for (const option of given.options) {
      if (option === more) continue;
      const match = readOption(option, more !== undefined);
      if (match === "opaque" || isFault(match)) return match;
      matches.push(match);
    }
    return matches.length === 0 ? given.lacks("--uid-owner, --gid-owner or --socket-exists") : matches;
  },
};

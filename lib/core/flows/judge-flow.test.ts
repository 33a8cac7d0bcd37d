import { describe, expect, test } from "vitest";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { hostFacts } from "../adopt/testing/host-facts";
import type { Flow } from "./flow";
import { judgeFlow } from "./judge-flow";

/** Tables of this filter text, whose policies drop. */
function tables(...rules: readonly string[]) {
  const heads = [":INPUT DROP [0:0]", ":FORWARD DROP [0:0]", ":OUTPUT DROP [0:0]"];
  const read = parseLive(["*filter", ...heads, ...rules, "COMMIT", ""].join("\n"), 4);
  if (!read.ok) throw new Error(JSON.stringify(read.problems));
  return read.value;
}
const facts = hostFacts({ ipv4: "", ipv6: "" });
const ownAddress = facts.addresses.find(({ family }) => family === 4)?.address ?? "";
const cameIn: Flow = {
  family: 4,
  protocol: "tcp",
  way: "in",
  original: { source: "192.0.2.9", sourcePort: 40_000, destination: ownAddress, destinationPort: 22 },
  socket: null,
  tracked: true,
};
const replies = "-A OUTPUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT";
const judge = (rules: readonly string[], untracked = false) =>
  judgeFlow({ ...cameIn, tracked: !untracked }, tables(...rules), facts, { untracked });

describe("an open flow whose source may not come in any more", () => {
  test("has ended where its own rule was the only one", () => {
    const narrow =
      "-A INPUT -s 192.0.2.1/32 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT";
    expect(judge([narrow, replies])).toEqual({ asNew: "refused", open: "ended" });
  });
  test("lives where another rule lets through what is open, and answers leave", () => {
    const open = "-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT";
    expect(judge([open, replies])).toEqual({ asNew: "refused", open: "lives" });
    expect(judge([open])).toEqual({ asNew: "refused", open: "ended" });
  });
  test("is not called ended where the rules do not say it", () => {
    const opaque = "-A INPUT -m conntrack --ctstate ESTABLISHED -m set --match-set friends src -j ACCEPT";
    expect(judge([opaque, replies])).toEqual({ asNew: "refused", open: "cannot-tell" });
  });
  test("that is not tracked has ended unless the host itself may begin it: then it hangs on who sends first", () => {
    const open = "-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT";
    expect(judge([open, replies], true)).toEqual({ asNew: "refused", open: "ended" });
    expect(judge([open, "-A OUTPUT -j ACCEPT"], true)).toEqual({ asNew: "refused", open: "cannot-tell" });
    // Taken up by what the host sends, the peer's packets are answers.
    const original = "-A INPUT -m conntrack --ctstate ESTABLISHED --ctdir ORIGINAL -j ACCEPT";
    expect(judge([original, "-A OUTPUT -j ACCEPT"], true)).toEqual({ asNew: "refused", open: "ended" });
  });
});

test("one that would be let in again is accepted", () => {
  expect(judge(["-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT", replies])).toEqual({
    asNew: "accept",
    open: "lives",
  });
});

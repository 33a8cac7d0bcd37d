import { expect, test } from "vitest";
import { countRules } from "./count-rules";

const saved = `*filter
:INPUT ACCEPT [10:800]
:SEKISHO-IN - [0:0]
[3:240] -A INPUT -j SEKISHO-IN
[0:0] -A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
[9:99] -A SEKISHO-IN -i lo -j ACCEPT
COMMIT
`;

test("our chains and the jumps to them are ours, everything else is somebody else's", () => {
  expect(countRules(saved)).toEqual({ owned: 2, foreign: 1 });
});

test("a host without the family has no rules", () => {
  expect(countRules(null)).toEqual({ owned: 0, foreign: 0 });
});

import { describe, expect, it } from "vitest";
import { normalise } from "./normalise";
import { commandFamily, parseCommands } from "./parse-commands";

function form(text: string, family: 4 | 6 = 4): string {
  const result = normalise(text, family);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.text).join("; "));
  return result.value;
}

const filter = (...lines: string[]) =>
  [
    "*filter",
    ":INPUT ACCEPT [0:0]",
    ":FORWARD ACCEPT [0:0]",
    ":OUTPUT ACCEPT [0:0]",
    ...lines,
    "COMMIT",
    "",
  ].join("\n");

describe("a pasted list of commands", () => {
  it("makes the rules that it would make on a host without any, in their order", () => {
    const script = `#!/bin/sh
# A web server
set -e
iptables -F
iptables -X
iptables -N GUARD
sudo iptables -A INPUT -m conntrack --ctstate NEW -j GUARD   # guarded
/usr/sbin/iptables -w -I INPUT -i lo -j ACCEPT
iptables -A GUARD -p tcp -m comment \\
  --comment 'it'"'"'s $5' --dport 22 -j ACCEPT
iptables -P INPUT DROP
ip6tables -A INPUT -j DROP
iptables -L -n -v
`;
    expect(form(script)).toBe(
      filter(
        ":GUARD - [0:0]",
        "-A INPUT -i lo -j ACCEPT",
        "-A INPUT -m conntrack --ctstate NEW -j GUARD",
        '-A GUARD -p tcp -m comment --comment "it\\\'s $5" -m tcp --dport 22 -j ACCEPT',
      ).replace(":INPUT ACCEPT", ":INPUT DROP"),
    );
  });

  it("puts the rules of each table into that table", () => {
    const text = form(
      "iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE\niptables -A FORWARD -j ACCEPT\n",
    );
    expect(text).toContain("*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]");
    expect(text).toContain("-A POSTROUTING -o eth0 -j MASQUERADE");
    expect(text).toContain("*filter");
  });

  it("holds for the family that is asked for; the first command says which it is about", () => {
    const text = "ip6tables -A INPUT -s 2001:db8::/32 -j DROP\niptables -A INPUT -s 192.0.2.1 -j DROP\n";
    expect(form(text, 6)).toContain("-s 2001:db8::/32");
    expect(form(text, 6)).not.toContain("192.0.2.1");
    expect(commandFamily(text)).toBe(6);
    expect(commandFamily("*filter\niptables -A INPUT -j DROP\nCOMMIT")).toBeNull();
  });

  it("keeps the words of what is not known as one word each", () => {
    expect(form("iptables -A INPUT -m nobody --knows 'a b' -j DROP")).toContain(
      '-m nobody --knows "a b" -j DROP',
    );
  });

  it.each([
    ["iptables -A INPUT -s $OFFICE -j DROP", 1, 22],
    ['iptables -A INPUT -s "$OFFICE" -j DROP', 1, 23],
    ["iptables -A INPUT -j DROP; reboot", 1, 26],
    ["iptables -A INPUT -j DROP\nfor x in a b; do", 2, 1],
    ["iptables -D INPUT 1", 1, 10],
    ["iptables -A INPUT -m comment --comment 'open -j DROP", 1, 40],
    ["iptables -A INPUT -m comment --comment 'a b' --dport 22 -j DROP", 1, 46],
    ["iptables -t", 1, 12],
    ["iptables -P INPUT REJECT", 1, 19],
    ["iptables -I INPUT 2 -j DROP", 1, 10],
    ["iptables", 1, 9],
    ["iptables -A INPUT -s 192.0.2.1 -j DROP | tee x", 1, 40],
  ])("%j is answered with its place: line %i, column %i", (text, line, column) => {
    const result = parseCommands(text, 4);
    expect(result.ok).toBe(false);
    expect(result.problems[0]).toMatchObject({ severity: "error", params: { line, column } });
  });
});

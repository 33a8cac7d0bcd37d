import { expect, it } from "vitest";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { type Family, families } from "@/lib/core/net/family";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy, Protections } from "@/lib/core/policy/schema";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import { compile } from "../compile";
import { type ProtectionLimit, readLimit } from "./read-limit";

const start = startingPolicy("public-web-server", { admin: ["192.0.2.10", "2001:db8::10"] });

const counting = {
  openConnections: 20,
  sshGuessing: { count: 4, per: "minute", burst: 8 },
  portScan: { ports: 10, minutes: 10 },
  newConnections: { count: 60, per: "second", burst: 120, perSource: true },
} as const satisfies Partial<Protections>;

function sent(family: Family, more: Partial<Protections> = {}): string {
  const policy: Policy = { ...start, protections: { ...start.protections, ...counting, ...more } };
  const done = compile(policy, null);
  if (!done.ok || done.value.ruleset6 === null) throw new Error("both families are compiled");
  return renderRestore(family === 4 ? done.value.ruleset4 : done.value.ruleset6);
}

/** The limits of our INPUT chain as they are read back from its text. */
function readBack(text: string, family: Family): ProtectionLimit[] {
  const parsed = parseLive(text, family);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const chain = parsed.value.tables
    .flatMap(({ chains }) => chains)
    .find(({ name }) => name === ownedChains.input);
  return (chain?.rules ?? []).flatMap((rule) => readLimit(rule, family)?.limit ?? []);
}

it.each(families)("all that is compiled is read as what the policy says, IPv%i", (family) => {
  expect(readBack(sent(family), family)).toEqual([
    { protection: "port-scan", ...counting.portScan },
    { protection: "ssh-guessing", ...counting.sshGuessing },
    { protection: "new-connections", ...counting.newConnections },
    { protection: "open-connections", most: counting.openConnections },
  ]);
});

it("a rate that the kernel prints in another unit is read as the policy says it", () => {
  const sshGuessing = { count: 60, per: "minute", burst: 8 } as const;
  const newConnections = { count: 7200, per: "hour", burst: 9, perSource: false } as const;
  const text = sent(4, { sshGuessing, newConnections });
  expect(text).toContain("--hashlimit-above 1/sec");
  expect(readBack(text, 4).slice(1, 3)).toEqual([
    { protection: "ssh-guessing", ...sshGuessing },
    { protection: "new-connections", ...newConnections },
  ]);
});

const ssh = /(--hashlimit-above 4\/min .*)( -j DROP)/;
const fresh = /(--hashlimit-above 60\/sec .*)( -j DROP)/;
it.each<[string, ProtectionLimit["protection"], RegExp, string]>([
  [
    "one allowance for all together",
    "ssh-guessing",
    /(--hashlimit-above 4\/min.*?) --hashlimit-mode srcip/,
    "$1",
  ],
  ["half the internet as one source", "ssh-guessing", ssh, "$1 --hashlimit-srcmask 1$2"],
  ["each port apart", "ssh-guessing", /(--hashlimit-above 4\/min.*--hashlimit-mode srcip)/, "$1,dstport"],
  ["a counter of another name", "ssh-guessing", /sk-ssh-[0-9a-f]+/, "sk-ssh-00000000"],
  ["a table that holds few", "ssh-guessing", ssh, "$1 --hashlimit-htable-max 1$2"],
  ["up to a rate instead of above it", "ssh-guessing", /--hashlimit-above 4/, "--hashlimit-upto 4"],
  ["half the internet as one source", "new-connections", fresh, "$1 --hashlimit-srcmask 1$2"],
  ["one allowance for all", "new-connections", /(--hashlimit-above 60.*?) --hashlimit-mode srcip/, "$1"],
  ["half the internet as one source", "port-scan", /(--rcheck.*--mask) 255.255.255.255/, "$1 128.0.0.0"],
  ["the destination in the list", "port-scan", /(--rcheck.*)--rsource/, "$1--rdest"],
  ["a list that is emptied", "port-scan", /(--rcheck --seconds 600)/, "$1 --reap"],
  ["the hop limit as well", "port-scan", /(--rcheck .*--hitcount 10)/, "$1 --rttl"],
  ["a question that renews", "port-scan", /--rcheck/, "--update"],
  ["more knocks than a policy may say", "port-scan", /--hitcount 10/, "--hitcount 21"],
  ["who is not in the list", "port-scan", /-m recent --rcheck/, "-m recent ! --rcheck"],
  ["no connection at all", "open-connections", /--connlimit-above 20/, "--connlimit-above 0"],
  ["a network as one source", "open-connections", /--connlimit-mask 32/, "--connlimit-mask 24"],
  ["the destination's connections", "open-connections", /--connlimit-saddr/, "--connlimit-daddr"],
])("a match that is not as it is compiled is none of ours: %s (%s)", (_, protection, from, to) => {
  const text = sent(4);
  const edited = text.replace(from, to);
  expect(edited).not.toBe(text);
  const others = (["port-scan", "ssh-guessing", "new-connections", "open-connections"] as const).filter(
    (one) => one !== protection,
  );
  expect(readBack(edited, 4).map((limit) => limit.protection)).toEqual(others);
});

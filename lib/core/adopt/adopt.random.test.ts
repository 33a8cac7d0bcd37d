import { describe, expect, test } from "vitest";
import { boundariesOf } from "@/lib/core/analysis/boundaries";
import { diffRulesets } from "@/lib/core/analysis/diff/diff";
import { interpret } from "@/lib/core/analysis/interpret";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import { substitute } from "@/lib/core/analysis/substitute";
import { seeded } from "@/lib/core/analysis/testing/seeded";
import { compile } from "@/lib/core/compile/compile";
import { families } from "@/lib/core/net/family";
import { formatPacket } from "@/lib/core/packet/format-packet";
import type { Packet } from "@/lib/core/packet/packet";
import { type Random, randomPacket } from "@/lib/core/packet/random-packet";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { validatePolicy } from "@/lib/core/policy/validate";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { type Entry, keepsMeaning, refKey } from "./account";
import { adopt } from "./adopt";
import { isFirstPacket } from "./first-packet";
import { unadmitted } from "./testing/check-claims";
import { handWritten } from "./testing/hand-written";
import { hostFacts } from "./testing/host-facts";
import { placesOf, readSave } from "./testing/live-texts";

const rounds = Number(process.env.SEKISHO_ADOPT_ROUNDS ?? 50);
const firstSeed = Number(process.env.SEKISHO_ADOPT_SEED ?? 1);
const packetsEach = 120;

/** A packet with which a connection begins, at and beside the edges of the rules. */
function firstPacket(random: Random, live: Ruleset, chain: "INPUT" | "OUTPUT"): Packet | null {
  const edges = boundariesOf(live);
  const own = { 4: 0xc6336407n, 6: 0x20010db8000000000000000000000007n };
  const packet = randomPacket(random, { ...edges, addresses: [...edges.addresses, own[live.family]] }, chain);
  const begun: Packet = {
    ...packet,
    in: chain === "INPUT" ? "eth0" : null,
    out: chain === "OUTPUT" ? "eth0" : null,
    state: "NEW",
    direction: "ORIGINAL",
    flags: packet.protocol === 6 ? ["SYN"] : null,
  };
  return isFirstPacket(begun) ? begun : null;
}

describe("rules written by hand become a policy", () => {
  test("that accounts for each rule once, compiles, and keeps the meaning of each rule of which it says so", () => {
    let kept = 0;
    let open = 0;
    let filled = 0;
    const kinds = new Map<string, number>();
    for (let seed = firstSeed; seed < firstSeed + rounds; seed++) {
      const random = seeded(seed);
      const texts = { 4: handWritten(random, 4), 6: random() < 0.2 ? "" : handWritten(random, 6) };
      const live = { 4: readSave(texts[4], 4), 6: readSave(texts[6], 6) };
      const facts = hostFacts({ ipv4: texts[4], ipv6: texts[6] });
      const known = { networks: [], services: serviceCatalogue };
      // Every third policy has no room for all of them.
      const most = seed % 3 === 0 ? 3 : undefined;
      const { policy, account, full } = adopt({ ruleset4: live[4], ruleset6: live[6] }, facts, known, {
        most,
      });
      if (full !== null) filled++;
      const told = account.map(refKey);
      expect(told.toSorted(), `seed ${seed}`).toEqual(
        [...placesOf(live[4]), ...placesOf(live[6])].toSorted(),
      );
      const errors = validatePolicy(policy, facts).filter(({ severity }) => severity === "error");
      expect(errors, `seed ${seed}`).toEqual([]);
      const compiled = compile(policy, facts);
      if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error(`seed ${seed} does not compile`);
      const after = {
        4: substitute(live[4], compiled.value.ruleset4),
        6: substitute(live[6], compiled.value.ruleset6),
      };
      // The exact comparison of all packets, for some: it takes longer than the packets below.
      if (seed % 10 < 2) {
        for (const family of families) {
          const diff = diffRulesets(live[family], after[family], { host: pathHost(facts, family) });
          expect(unadmitted(account, diff), `seed ${seed}\n${texts[family]}`).toEqual([]);
        }
      }
      const byPlace = new Map<string, Entry>(account.map((entry) => [refKey(entry), entry]));
      for (const entry of account) kinds.set(entry.kind, (kinds.get(entry.kind) ?? 0) + 1);
      for (let count = 0; count < packetsEach; count++) {
        const family = count % 2 === 0 ? 4 : 6;
        const packet = firstPacket(random, live[family], count % 4 < 2 ? "INPUT" : "OUTPUT");
        if (packet === null) continue;
        const today = interpret(live[family], packet);
        if (today.verdict === "cannot-tell") continue;
        const { chain, index } = today.rule ?? { chain: packet.chain, index: "policy" };
        const entry = byPlace.get(`${family} filter ${chain} ${index}`);
        if (entry === undefined || !keepsMeaning(entry)) {
          open++;
          continue;
        }
        kept++;
        const then = interpret(after[family], packet);
        if (then.verdict === today.verdict) continue;
        const shown = [`seed ${seed}`, entry.text, formatPacket(packet), then.rule?.text, texts[family]];
        expect.fail(`${then.verdict} instead of ${today.verdict}\n${shown.join("\n")}`);
      }
    }
    // The claim is worth something: it is made for most packets, and each kind of treatment occurs.
    expect(kept).toBeGreaterThan(open);
    expect(filled).toBeGreaterThan(rounds / 10);
    expect([...kinds.keys()].sort()).toEqual(["fits", "foreign", "implied", "opaque"]);
    if (process.env.SEKISHO_ADOPT_ROUNDS)
      console.info(
        `claims held: ${kept}, packets without a claim: ${open}, full: ${filled}`,
        Object.fromEntries(kinds),
      );
  }, 600_000);
});

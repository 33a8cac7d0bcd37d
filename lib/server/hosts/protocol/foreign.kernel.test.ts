import { describe, expect } from "vitest";
import { campaign, campaignTimeout, hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  applied,
  apply,
  cancel,
  confirm,
  confirmed,
  ended,
  live,
  newId,
  outcome,
  versions,
} from "@/lib/server/hosts/testing/kernel-calls";
import { newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { buildInspect } from "./build";
import { parseInspection } from "./parse-inspection";

describe.each(hostKinds)("rules of others on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test("our jump goes behind programs that ban and before all else, and is never moved", async ({ host }) => {
    await host.sh(`iptables -N f2b-sshd; iptables -N DOCKER-USER; iptables -A DOCKER-USER -j RETURN
      iptables -A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd; iptables -A INPUT -p icmp -j ACCEPT
      iptables -A FORWARD -j DOCKER-USER`);
    await confirmed(host, 1);
    const input = async () =>
      (await host.sh("iptables -S INPUT | sed 1d; iptables -S DOCKER-USER | sed 1d")).stdout;
    expect(await input()).toBe(
      "-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd\n-A INPUT -j SEKISHO-IN\n-A INPUT -p icmp -j ACCEPT\n" +
        "-A DOCKER-USER -j SEKISHO-FWD\n-A DOCKER-USER -j RETURN\n",
    );
    await host.sh("iptables -I INPUT -s 203.0.113.9 -j DROP");
    const moved = await input();
    await confirmed(host, 2);
    expect(await input()).toBe(moved);
    expect(await versions(host)).toBe("2/2");
  });

  test.concurrent(
    "what others write while applies run is all kept, and a ban taken back stays taken back",
    async ({ host }) => {
      await host.sh(
        "iptables -N f2b-sshd; iptables -I INPUT -j f2b-sshd; iptables -A f2b-sshd -j RETURN; : >/run/rounds",
      );
      await confirmed(host, 1);
      // A ban and a rule of Docker's each time, every second ban taken back, every tenth time a new jail. The long form
      // takes a breath each time: nothing of theirs ends, and nft reads all of a table for each rule.
      const breath = campaign > 0 ? "sleep 0.2" : ":";
      const writer = host.sh(`i=0; until [ -e /run/enough ] && [ $((i % 20)) = 0 ]; do
      ban=203.$((i / 250)).113.$((i % 250))
      iptables -w 5 -I f2b-sshd -s $ban -j DROP || echo ban $i
      iptables -w 5 -A FORWARD -p tcp --dport $((1000 + i)) -j ACCEPT || echo docker $i
      [ $((i % 2)) = 0 ] || iptables -w 5 -D f2b-sshd -s $ban -j DROP || echo unban $i
      [ $((i % 10)) != 9 ] || { iptables -w 5 -N f2b-$i && iptables -w 5 -I INPUT -j f2b-$i; } || echo jail $i
      i=$((i + 1)); echo $i >/run/rounds; ${breath}; done`);
      const wanted = campaign > 0 ? 5 * campaign : 8;
      for (let version = 2; version < wanted + 2; version++) {
        const id = newId();
        expect(outcome(await apply(host, id, version))).toBe("applied");
        const end = outcome(await (version % 2 === 0 ? confirm(host, id) : cancel(host, id)));
        expect(end).toBe(version % 2 === 0 ? "confirmed" : "rolled-back cancelled");
      }
      await host.sh(": >/run/enough");
      expect((await writer).stdout).toBe("");
      const rounds = Number((await host.sh("cat /run/rounds")).stdout);
      expect(rounds).toBeGreaterThan(wanted / 2);
      if (campaign > 0) console.info(`${kind.backend}: ${wanted} applies, ${rounds} rounds of others`);
      const text = await live(host);
      expect(text.match(/^-A FORWARD -p tcp/gm)).toHaveLength(rounds);
      expect(text.match(/^-A f2b-sshd -s/gm)).toHaveLength(rounds / 2);
      const input = [...text.replace(/==6[\s\S]*/, "").matchAll(/^-A INPUT -j (\S+)$/gm)].map(
        ([, chain]) => chain,
      );
      expect(input.filter((chain) => chain?.startsWith("f2b-"))).toHaveLength(1 + rounds / 10);
      expect(input.indexOf("SEKISHO-IN")).toBe(input.length - 1);
      expect(input.filter((chain) => chain === "SEKISHO-IN")).toHaveLength(1);
    },
    campaignTimeout,
  );

  test("a chain of ours that a foreign rule points to is emptied, not fought over; chain policies stay", async ({
    host,
  }) => {
    await host.sh("iptables -P FORWARD DROP");
    const id = await applied(host, 1);
    await host.sh("iptables -N theirs; iptables -A theirs -p udp -j SEKISHO-IN");
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect((await host.sh("iptables -S")).stdout).toBe(
      "-P INPUT ACCEPT\n-P FORWARD DROP\n-P OUTPUT ACCEPT\n-N SEKISHO-IN\n-N theirs\n-A theirs -p udp -j SEKISHO-IN\n",
    );
  });

  test("our chain edited while pending: its own time brings the old one back, and what others did stays", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2, { timeout: 3 });
    await host.sh(
      "iptables -I SEKISHO-IN -j ACCEPT; ip6tables -F SEKISHO-IN; iptables -A INPUT -s 203.0.113.9 -j DROP",
    );
    await ended(host, id);
    expect(await versions(host)).toBe("1/1");
    expect(await live(host)).not.toContain("-A SEKISHO-IN -j ACCEPT");
    expect(await live(host)).toContain("-A INPUT -s 203.0.113.9/32 -j DROP");
  });

  test("rules in the other backend are told, and neither an apply nor its undoing touches them", async ({
    host,
  }) => {
    const other = kind.backend === "nft" ? "legacy" : "nft";
    const theirs = async () =>
      (await host.sh(`iptables-${other}-save; ip6tables-${other}-save`)).stdout.replace(/^#.*$|\[.*\]/gm, "");
    await host.sh(
      `iptables-${other} -A INPUT -s 203.0.113.9 -j DROP; ip6tables-${other} -A INPUT -s 2001:db8::9 -j DROP`,
    );
    const before = await theirs();
    expect(before).toContain("203.0.113.9");
    const facts = parseInspection((await host.call(buildInspect({ endWord: newEndWord() }))).stdout);
    expect(facts).toMatchObject({
      ok: true,
      value: { iptables4: { otherBackendRules: 1 }, iptables6: { otherBackendRules: 1 } },
    });
    await confirmed(host, 1);
    const id = await applied(host, 2);
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await theirs()).toBe(before);
    expect(await versions(host)).toBe("1/1");
  });

  test("a rollback does not add again a jump that somebody removed", async ({ host }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2);
    await host.sh("iptables -D INPUT -j SEKISHO-IN");
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await live(host)).not.toMatch(/-A INPUT -j SEKISHO-IN[\s\S]*==6/);
    expect(await versions(host)).toBe("1/1");
  });
});

const nft = hostKinds[0];
if (nft === undefined) throw new Error("no nft host");
describe("a native nftables rule in the filter table", () => {
  const test = hostTest(nft);
  test("hides the table from iptables: it is told as one that cannot be read, not as empty, and stops the apply", async ({
    host,
  }) => {
    await host.sh("iptables -A INPUT -j ACCEPT; nft add rule ip filter INPUT meta mark 1 ct count 5 accept");
    const facts = parseInspection((await host.call(buildInspect({ endWord: newEndWord() }))).stdout);
    expect(facts).toMatchObject({ ok: true, value: { live: { ipv4: null } } });
    expect(facts.ok && facts.value.live.ipv6).not.toBeNull();
    expect(outcome(await apply(host, newId(), 1))).toBe("failed unreadable-table");
    expect((await host.sh("nft list ruleset")).stdout).not.toContain("SEKISHO");
  });
});

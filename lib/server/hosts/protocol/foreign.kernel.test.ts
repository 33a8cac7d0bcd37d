import { describe, expect } from "vitest";
import { campaign, campaignTimeout, hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  apply,
  cancel,
  confirm,
  confirmed,
  live,
  newId,
  outcome,
  versions,
} from "@/lib/server/hosts/testing/kernel-calls";

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
      await host.sh("iptables -N f2b-sshd; iptables -I INPUT -j f2b-sshd; iptables -A f2b-sshd -j RETURN");
      const rounds = Math.max(40, campaign);
      const writer = host.sh(`i=0; while [ $i -lt ${rounds} ]; do
      iptables -w 5 -I f2b-sshd -s 203.0.113.$i -j DROP || echo ban $i
      iptables -w 5 -A FORWARD -p tcp --dport $((1000 + i)) -j ACCEPT || echo docker $i
      [ $((i % 2)) = 0 ] || iptables -w 5 -D f2b-sshd -s 203.0.113.$i -j DROP || echo unban $i
      i=$((i + 1)); done`);
      let version = 1;
      let going = true;
      const done = writer.then((ran) => {
        going = false;
        return ran;
      });
      while (going) {
        version += 1;
        const id = newId();
        const first = outcome(await apply(host, id, version));
        if (first !== "applied") continue;
        await (version % 2 === 0 ? confirm(host, id) : cancel(host, id));
      }
      expect((await done).stdout).toBe("");
      const text = await live(host);
      expect(text.match(/^-A FORWARD -p tcp/gm)).toHaveLength(rounds);
      expect(text.match(/^-A f2b-sshd -s/gm)).toHaveLength(rounds / 2);
      expect(text).toContain("-A INPUT -j f2b-sshd\n-A INPUT -j SEKISHO-IN");
    },
    campaignTimeout,
  );

  test("a chain of ours that a foreign rule points to is emptied, not fought over; chain policies stay", async ({
    host,
  }) => {
    await host.sh("iptables -P FORWARD DROP");
    const id = newId();
    await apply(host, id, 1);
    await host.sh("iptables -N theirs; iptables -A theirs -p udp -j SEKISHO-IN");
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect((await host.sh("iptables -S")).stdout).toBe(
      "-P INPUT ACCEPT\n-P FORWARD DROP\n-P OUTPUT ACCEPT\n-N SEKISHO-IN\n-N theirs\n-A theirs -p udp -j SEKISHO-IN\n",
    );
  });

  test("a rollback does not add again a jump that somebody removed", async ({ host }) => {
    await confirmed(host, 1);
    const id = newId();
    await apply(host, id, 2);
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
  test("hides the table from iptables, and stops the apply", async ({ host }) => {
    await host.sh("iptables -A INPUT -j ACCEPT; nft add rule ip filter INPUT meta mark 1 ct count 5 accept");
    expect(outcome(await apply(host, newId(), 1))).toBe("failed unreadable-table");
    expect((await host.sh("nft list ruleset")).stdout).not.toContain("SEKISHO");
  });
});

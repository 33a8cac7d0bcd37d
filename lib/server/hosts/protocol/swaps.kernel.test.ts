import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { campaign, campaignTimeout, hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import { apply, cancel, confirm, newId, outcome, versionText } from "@/lib/server/hosts/testing/kernel-calls";
import type { KernelHost } from "@/lib/server/hosts/testing/kernel-host";

const source = readFileSync(join(import.meta.dirname, "../testing/traffic.py"), "utf8");

/** Every version lets udp 5001 and tcp 5003 in, and the answers of the latter; 5002 and 5004 never. */
const rules = (version: number) =>
  versionText(version, { count: 20 }).replace(
    "-A SEKISHO-IN -j DROP",
    "-A SEKISHO-IN -p udp -m udp --dport 5001 -j ACCEPT\n-A SEKISHO-IN -p tcp -m tcp --dport 5003 -j ACCEPT\n" +
      "-A SEKISHO-IN -p tcp -m tcp --sport 5003 -j ACCEPT\n-A SEKISHO-IN -j DROP",
  );

async function load(host: KernelHost, version: number): Promise<string> {
  const id = newId();
  const text = rules(version);
  expect(outcome(await apply(host, id, version, { rules4: text, rules6: text }))).toBe("applied");
  return id;
}

/** What arrived of a stream that was sent while `work` went on. */
async function measure(host: KernelHost, work: () => Promise<void>) {
  await host.sh("cat >/run/traffic.py; rm -f /run/stop", source);
  const stream = host.sh("exec /usr/bin/python3 /run/traffic.py /run/stop >/run/traffic 2>&1");
  await host.sh("until grep -q up /run/traffic; do sleep 0.05; done");
  await work();
  await host.sh(": >/run/stop");
  await stream;
  const { stdout } = await host.sh("cat /run/traffic");
  return JSON.parse(stdout.replace(/^up\n/, "")) as { sent: number; got: Record<string, number> };
}

describe.concurrent.each(hostKinds)("swaps of rules under traffic on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test(
    "lose no packet that both versions accept, and let none through that both drop",
    async ({ host }) => {
      expect(outcome(await confirm(host, await load(host, 0)))).toBe("confirmed");
      let swaps = 0;
      const { sent, got } = await measure(host, async () => {
        // An apply swaps once, its undoing again.
        const wanted = campaign > 0 ? 5 * campaign : 8;
        for (let version = 1; swaps < wanted; version++) {
          const id = await load(host, version);
          if (version % 4 === 0) expect(outcome(await confirm(host, id))).toBe("confirmed");
          else expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
          swaps += version % 4 === 0 ? 1 : 2;
        }
      });
      if (campaign > 0) console.info(`${kind.backend}: ${swaps} swaps, 8 x ${sent} packets`, got);
      expect(sent).toBeGreaterThan(100);
      expect(got).toEqual({
        ...{ "udp4-5001": sent, "udp4-5002": 0, "tcp4-5003": sent, "tcp4-5004": 0 },
        ...{ "udp6-5001": sent, "udp6-5002": 0, "tcp6-5003": sent, "tcp6-5004": 0 },
      });
    },
    campaignTimeout,
  );

  test("the stream shows a swap that is not one step: chains emptied and filled again", async ({ host }) => {
    expect(outcome(await confirm(host, await load(host, 0)))).toBe("confirmed");
    const { sent, got } = await measure(host, async () => {
      const text = (await host.sh("iptables-save -t filter")).stdout;
      const again = text.split("\n").filter((line) => line.startsWith("-A SEKISHO-IN"));
      for (let times = 0; times < 3; times++) {
        const commands = again.map((line) => `iptables ${line}`).join("\n");
        // Dropping at first and last: what is allowed is lost meanwhile.
        await host.sh(`iptables -F SEKISHO-IN; iptables -A SEKISHO-IN -j DROP
          ${commands.replaceAll("iptables -A SEKISHO-IN ", "iptables -I SEKISHO-IN ")}`);
        await host.sh(`iptables -F SEKISHO-IN\n${commands}`);
      }
    });
    expect(got["udp4-5001"]).toBeLessThan(sent);
    expect(got["udp4-5002"]).toBeGreaterThan(0);
    expect(got["udp6-5001"]).toBe(sent);
  });
});

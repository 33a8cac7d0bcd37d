import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Client } from "@/lib/core/policy/schema";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import { apply, cancel, confirm, confirmed, newId, outcome } from "@/lib/server/hosts/testing/kernel-calls";
import type { KernelHost } from "@/lib/server/hosts/testing/kernel-host";
import { policyTexts } from "@/lib/server/hosts/testing/role-texts";

const peer = readFileSync(join(import.meta.dirname, "../testing/ftp-peer.py"), "utf8");
const far = { 4: "198.51.100.20", 6: "2001:db8:20::20" } as const;

/** A web server that as a client may do what is said, and nothing else. */
function client(part: Partial<Client>) {
  const policy = startingPolicy("public-web-server", { admin: ["192.0.2.10"] });
  return policyTexts({ ...policy, client: { ...policy.client, services: [], ...part } });
}
const withFtp = client({ mode: "at-request", services: ["ftp"] });
const withoutFtp = client({ mode: "at-request", services: ["https"] });

/** A neighbour with a real FTP server on both families, beyond a link. */
async function raiseFtpServer(host: KernelHost): Promise<void> {
  // Written with full paths where BusyBox has a smaller program of the same name.
  const { code, stderr } = await host.sh(
    `set -e
    cat >/run/peer.py
    mkdir /run/files && printf it >/run/files/greeting
    unshare -n sh -c 'echo $$ >/run/far.pid; exec sleep infinity' >/run/far.out 2>&1 &
    until [ -s /run/far.pid ]; do sleep 0.1; done
    far=$(cat /run/far.pid)
    /sbin/ip link add cable type veth peer name uplink netns "$far"
    /sbin/ip addr add 198.51.100.10/24 dev cable && /sbin/ip addr add 2001:db8:20::10/64 dev cable nodad
    /sbin/ip link set cable up
    nsenter -t "$far" -n sh -ec '/sbin/ip addr add ${far[4]}/24 dev uplink
      /sbin/ip addr add ${far[6]}/64 dev uplink nodad; /sbin/ip link set uplink up'
    for address in ${far[4]} ${far[6]}; do
      nsenter -t "$far" -n /usr/bin/python3 /run/peer.py serve "$address" /run/files >"/run/serve.$address" 2>&1 &
      until grep -q up "/run/serve.$address"; do sleep 0.1; done
    done`,
    peer,
  );
  if (code !== 0) throw new Error(stderr);
}

/** What fetching a file meets, passive then active, of both families. */
async function fetched(host: KernelHost): Promise<string[]> {
  const both = await Promise.all(
    [far[4], far[6]].map((address) => host.sh(`/usr/bin/python3 /run/peer.py fetch ${address}`)),
  );
  return both.map(({ stdout, stderr }) => stdout.trim().replace("\n", ", ") + stderr);
}

async function keep(host: KernelHost, texts: typeof withFtp): Promise<void> {
  const id = newId();
  const outcomes = [outcome(await apply(host, id, 0, texts)), outcome(await confirm(host, id))];
  if (outcomes.join() !== "applied,confirmed") throw new Error(`not kept: ${outcomes}`);
}

/** What the table raw holds in both families, empty built-in chains and counters left out. */
async function raw(host: KernelHost): Promise<string[]> {
  const { stdout } = await host.sh("iptables-save; echo ==6; ip6tables-save");
  return stdout.split("==6").map((text) =>
    (/\*raw\n([\s\S]*?)COMMIT/.exec(text)?.[1] ?? "")
      .split("\n")
      .filter((line) => line !== "" && !/^:(PREROUTING|OUTPUT) ACCEPT/.test(line))
      .map((line) => line.replace(/ \[\d+:\d+\]$/, ""))
      .join("\n"),
  );
}

const chain =
  ":SEKISHO-RAW -\n-A OUTPUT -j SEKISHO-RAW\n-A SEKISHO-RAW -p tcp -m tcp --dport 21 -j CT --helper ftp";
const works = "passive got it, active got it";

describe.concurrent.each(hostKinds)("FTP as a client on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test.for([
    ["only what was chosen may leave", withFtp],
    ["only answers of what was chosen come back", client({ mode: "at-reply", services: ["ftp"] })],
    ["everything may leave", client({ mode: "everything", services: ["ftp"] })],
  ] as const)(
    "where %s, files come in passive and active mode, over both families",
    async ([, texts], { host }) => {
      await raiseFtpServer(host);
      await keep(host, texts);
      expect(await fetched(host)).toEqual([works, works]);
    },
  );

  test("without the helper's rule the data connections meet silence: it is that rule that lets them through", async ({
    host,
  }) => {
    await raiseFtpServer(host);
    await keep(host, withFtp);
    await host.sh("iptables -t raw -F SEKISHO-RAW; ip6tables -t raw -F SEKISHO-RAW");
    const silence = "passive refused, active refused";
    expect(await fetched(host)).toEqual([silence, silence]);
  });

  test("an apply that needs the helper no longer takes chain and jump away; its rollback brings both back", async ({
    host,
  }) => {
    await host.sh("iptables -t raw -A OUTPUT -p udp -m udp --dport 9 -j ACCEPT");
    const foreign = "-A OUTPUT -p udp -m udp --dport 9 -j ACCEPT";
    await keep(host, withFtp);
    const before = await raw(host);
    expect(before).toEqual([chain.replace("SEKISHO-RAW\n-A SEK", `SEKISHO-RAW\n${foreign}\n-A SEK`), chain]);
    const id = newId();
    expect(outcome(await apply(host, id, 0, withoutFtp))).toBe("applied");
    expect(await raw(host)).toEqual([foreign, ""]);
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await raw(host)).toEqual(before);
    await keep(host, withoutFtp);
    expect(await raw(host)).toEqual([foreign, ""]);
  });

  test("the jump comes back also where our chain was left behind because others use it", async ({ host }) => {
    await keep(host, withFtp);
    await host.sh("iptables -t raw -A PREROUTING -p udp -m udp --dport 7 -j SEKISHO-RAW");
    const before = await raw(host);
    const id = newId();
    expect(outcome(await apply(host, id, 0, withoutFtp))).toBe("applied");
    expect((await raw(host))[0]).not.toContain("-A OUTPUT");
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    const sorted = (texts: string[]) => texts.map((text) => text.split("\n").sort());
    expect(sorted(await raw(host))).toEqual(sorted(before));
  });

  test("trouble in raw of one family keeps no other rules away, and is told until it is over", async ({
    host,
  }) => {
    const filters = async () =>
      (await host.sh("iptables-save -t filter; ip6tables-save -t filter")).stdout.replace(
        /^#.*\n| \[\d+:\d+\]/gm,
        "",
      );
    await keep(host, withFtp);
    const [before, beforeRaw] = [await filters(), await raw(host)];
    const id = newId();
    expect(outcome(await apply(host, id, 0, withoutFtp))).toBe("applied");
    expect(await filters()).not.toBe(before);
    // A program that cannot load this table any more, as with a module that went away.
    await host.sh(`tool=$(command -v iptables-restore) && mv "$tool" "$tool.real" && cat >"$tool" <<'END'
#!/bin/sh
text=$(cat)
case $text in '*raw'*) echo no raw >&2; exit 1 ;; esac
printf '%s\\n' "$text" | exec /usr/sbin/xtables-${kind.backend}-multi iptables-restore "$@"
END
chmod 755 "$tool"`);
    expect(outcome(await cancel(host, id))).toBe("failed rollback-pending");
    expect(await filters()).toBe(before);
    expect(await raw(host)).toEqual(["", beforeRaw[1]]);
    await host.sh(`tool=$(command -v iptables-restore) && mv "$tool.real" "$tool"`);
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await raw(host)).toEqual(beforeRaw);
  });

  test("a first apply that is rolled back leaves nothing of ours in raw", async ({ host }) => {
    const id = newId();
    expect(outcome(await apply(host, id, 0, withFtp))).toBe("applied");
    expect(await raw(host)).toEqual([chain, chain]);
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await raw(host)).toEqual(["", ""]);
  });

  test("without FTP the table raw is not even made", async ({ host }) => {
    await confirmed(host, 1);
    expect((await host.sh("iptables-save; ip6tables-save")).stdout).not.toContain("*raw");
  });

  test("somebody who takes the helper's jump away while an apply is pending is found by the confirm", async ({
    host,
  }) => {
    const id = newId();
    expect(outcome(await apply(host, id, 0, withFtp))).toBe("applied");
    await host.sh("ip6tables -t raw -D OUTPUT -j SEKISHO-RAW");
    expect(outcome(await confirm(host, id))).toBe("failed drift");
  });

  test("a restart loads the helper's chain with its jump; a kernel that refuses it gets its filter all the same", async ({
    host,
  }) => {
    await keep(host, withFtp);
    const filter = "iptables-save -t filter; ip6tables-save -t filter";
    const rules = async () => (await host.sh(filter)).stdout.replace(/^#.*\n| \[\d+:\d+\]/gm, "");
    const before = await rules();
    await host.reboot();
    for (let times = 0; times < 2; times++) {
      expect(await host.sh("sh /var/lib/sekisho/boot.sh")).toEqual({ code: 0, stdout: "", stderr: "" });
      expect(await raw(host)).toEqual([chain, chain]);
      expect(await rules()).toBe(before);
    }
    await host.reboot();
    await host.sh(
      "sed -i 's/--helper ftp -m/&/; s/CT --helper ftp/CT --helper nosuch/' /var/lib/sekisho/rules.v4",
    );
    const { code, stderr } = await host.sh("sh /var/lib/sekisho/boot.sh");
    expect([code, stderr.includes("nosuch") || /RULE_APPEND|failed/.test(stderr)]).toEqual([1, true]);
    expect(await rules()).toBe(before);
  });

  test.for([
    ["another chain in raw", withFtp.rules4.replaceAll("SEKISHO-RAW", "PREROUTING")],
    ["a filter chain of ours in raw", withFtp.rules4.replaceAll("SEKISHO-RAW", "SEKISHO-IN")],
    ["raw twice", `*raw\nCOMMIT\n${withFtp.rules4}`],
    ["raw behind filter", `${withoutFtp.rules4}*raw\n:SEKISHO-RAW - [0:0]\nCOMMIT\n`],
    ["the helper's chain in filter", withoutFtp.rules4.replaceAll("SEKISHO-OUT", "SEKISHO-RAW")],
  ] as const)("%s is refused before anything is touched", async ([, rules4], { host }) => {
    const answer = await apply(host, newId(), 0, { ...withFtp, rules4 });
    expect(outcome(answer)).toBe("failed bad-request");
    expect((await host.sh("iptables-save")).stdout).not.toContain("SEKISHO");
  });
});

import { describe, expect } from "vitest";
import { compileMinimal } from "@/lib/core/compile/minimal";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { startingPolicy } from "@/lib/core/policy/roles";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  applied,
  apply,
  confirm,
  live,
  newId,
  outcome,
  versions,
} from "@/lib/server/hosts/testing/kernel-calls";
import { freshConnection, type KernelHost, newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { buildConfirm, buildInspect, buildStatus, type MinimalRules } from "./build";
import { parseAnswer } from "./parse-answer";
import { parseInspection } from "./parse-inspection";

const store = "/var/lib/sekisho";
const boot = `sh ${store}/boot.sh`;

function minimalFor(admin: readonly string[]): MinimalRules {
  const made = compileMinimal(startingPolicy("public-web-server", { admin }), null);
  if (made === null) throw new Error("nobody would be let in");
  return { rules4: renderRestore(made[4]), rules6: renderRestore(made[6]) };
}
const minimal = minimalFor(["192.0.2.10", "2001:db8:1::/64"]);

const confirmScript = (id: string, sent: MinimalRules | null = minimal) =>
  buildConfirm({ id, endWord: newEndWord(), minimal: sent });

/** A version that stands confirmed, with a minimal set beside it. */
async function confirmedBeside(host: KernelHost, version: number, sent = minimal): Promise<string> {
  const id = newId();
  expect(outcome(await apply(host, id, version))).toBe("applied");
  const ran = await host.call(confirmScript(id, sent), freshConnection());
  expect(outcome(parseAnswer(ran.stdout))).toBe("confirmed");
  return id;
}

/** What is ours in one family, as a minimal set is sent. */
async function ours(host: KernelHost, family: 4 | 6): Promise<string> {
  const { stdout } = await host.sh(`${family === 4 ? "iptables" : "ip6tables"}-save -t filter`);
  const lines = stdout.split("\n").filter((line) => /^(:|-A )SEKISHO-/.test(line));
  return ["*filter", ...lines.map((line) => line.replace(/ \[\d+:\d+\]$/, " [0:0]")), "COMMIT", ""].join(
    "\n",
  );
}

const jumps = (text: string) => text.split("\n").filter((line) => / -j SEKISHO-(IN|OUT|FWD)$/.test(line));
const loaded = async (host: KernelHost) => (await host.sh("cat /run/sekisho/boot")).stdout;

describe.concurrent.each(hostKinds)("the minimal boot set on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  const damages: readonly (readonly [string, string])[] = [
    ["missing", `rm ${store}/rules.v4`],
    ["empty", `: >${store}/rules.v4`],
    [
      "cut off in the middle",
      `head -c 300 ${store}/rules.v4 >${store}/cut && mv ${store}/cut ${store}/rules.v4`,
    ],
    ["full of zeros", `head -c 900 /dev/zero >${store}/rules.v4`],
    ["about chains that are not ours", `sed -i 's/^COMMIT/-A INPUT -j ACCEPT\\nCOMMIT/' ${store}/rules.v4`],
    [
      "without its last verdict",
      `sed -i 's/^-A SEKISHO-IN -j DROP/-A SEKISHO-IN -j DRXP/' ${store}/rules.v4`,
    ],
  ];

  test.for(damages)(
    "loads where the stored rules are %s; the other family keeps its own rules, and all of it is told",
    async ([, damage], { host }) => {
      const id = await confirmedBeside(host, 1);
      await host.sh(damage);
      await host.reboot();
      expect((await host.sh(boot)).code).toBe(1);
      expect(await ours(host, 4)).toBe(minimal.rules4);
      expect(jumps((await live(host)).split("==6")[0] ?? "")).toHaveLength(3);
      expect(await versions(host)).toBe("none/1");
      expect(await loaded(host)).toBe("4 minimal\n6 rules\n");
      const status = parseAnswer((await host.call(buildStatus({ id, endWord: newEndWord() }))).stdout);
      expect(status.texts).toMatchObject({
        boot: "4 minimal\n6 rules\n",
        "boot-fault": expect.stringContaining("IPv4"),
      });
      const read = parseInspection((await host.call(buildInspect({ endWord: newEndWord() }))).stdout);
      expect(read.ok && read.value).toMatchObject({
        boot: { unit: "none", loaded: { ipv4: "minimal", ipv6: "rules" } },
        bootFault: expect.stringContaining("IPv4"),
      });
      // Loaded once more, it stands once.
      await host.sh(boot);
      expect(await ours(host, 4)).toBe(minimal.rules4);
      expect(jumps((await live(host)).split("==6")[0] ?? "")).toHaveLength(3);
    },
  );

  test("loads in both families where both are damaged, and the next confirm makes the start whole again", async ({
    host,
  }) => {
    await confirmedBeside(host, 1);
    await host.sh(`: >${store}/rules.v4; : >${store}/rules.v6`);
    await host.reboot();
    await host.sh(boot);
    expect([await ours(host, 4), await ours(host, 6)]).toEqual([minimal.rules4, minimal.rules6]);
    await confirmedBeside(host, 2);
    expect((await host.sh("cat /run/sekisho/boot /run/sekisho/boot-fault")).stdout).toBe("");
    await host.reboot();
    expect(await host.sh(boot)).toEqual({ code: 0, stdout: "", stderr: "" });
    expect(await versions(host)).toBe("2/2");
    expect(await loaded(host)).toBe("4 rules\n6 rules\n");
  });

  test("is kept out by a set that is only missing: that line is left out, and the rest is no less than confirmed", async ({
    host,
  }) => {
    await confirmedBeside(host, 1);
    await host.sh(
      `sed -i 's/^-A SEKISHO-IN -p tcp -m tcp --dport 2 /-A SEKISHO-IN -m set --match-set gone src -j ACCEPT\\n&/' ${store}/rules.v4`,
    );
    await host.reboot();
    await host.sh(boot);
    expect(await versions(host)).toBe("1/1");
    expect(await loaded(host)).toBe("4 partly\n6 rules\n");
  });

  test("loads in IPv6 where the host got IPv6 only after the confirm", async ({ host }) => {
    await confirmedBeside(host, 1);
    await host.sh(`rm ${store}/rules.v6`);
    await host.reboot();
    await host.sh(boot);
    expect(await ours(host, 6)).toBe(minimal.rules6);
    expect(await loaded(host)).toBe("4 rules\n6 minimal\n");
  });

  test("says that nothing was loaded where the kernel's programs take nothing, and touches no other family", async ({
    host,
  }) => {
    await confirmedBeside(host, 1);
    await host.reboot();
    // The path of the boot script begins with the session's: there this program is another one.
    await host.sh(
      "mkdir /run/broken && printf '#!/bin/sh\\necho no table filter >&2\\nexit 3\\n' >/run/broken/iptables-restore && chmod +x /run/broken/iptables-restore",
    );
    const ran = await host.sh(`PATH=/run/broken:$PATH ${boot}`);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toContain("no table filter");
    expect(await loaded(host)).toBe("4 nothing\n6 rules\n");
    expect(await versions(host)).toBe("none/1");
  });

  test("leaves foreign rules alone", async ({ host }) => {
    await confirmedBeside(host, 1);
    await host.sh(`: >${store}/rules.v4`);
    await host.reboot();
    await host.sh(
      "iptables -N theirs && iptables -A theirs -s 203.0.113.5 -j DROP && iptables -A INPUT -j theirs && iptables -P FORWARD DROP",
    );
    await host.sh(boot);
    const text = await live(host);
    expect(text).toContain("-A theirs -s 203.0.113.5/32 -j DROP");
    expect(text).toContain("-A INPUT -j theirs");
    expect(text).toContain(":FORWARD DROP");
  });

  test("is replaced with the rules and not before; a confirm cut between its renames counts for it as well", async ({
    host,
  }) => {
    await confirmedBeside(host, 1);
    const other = minimalFor(["198.51.100.77"]);
    const pending = newId();
    expect(outcome(await apply(host, pending, 2))).toBe("applied");
    expect((await host.sh(`cat ${store}/minimal.v4`)).stdout).toBe(minimal.rules4);
    expect(
      outcome(parseAnswer((await host.call(confirmScript(pending, other), freshConnection())).stdout)),
    ).toBe("confirmed");
    expect((await host.sh(`cat ${store}/minimal.v4; ls ${store}`)).stdout).toBe(
      `${other.rules4}boot.sh\nconfirmed\nminimal.v4\nminimal.v6\nrules.v4\nrules.v6\n`,
    );
    await host.sh(
      `cd ${store} && mv minimal.v4 minimal.v4.next.${pending} && mv minimal.v6 minimal.v6.next.${pending} && : >rules.v4`,
    );
    await host.reboot();
    await host.sh(boot);
    expect(await ours(host, 4)).toBe(other.rules4);
  });

  test("that came along damaged keeps the confirm from happening, and the rules from staying", async ({
    host,
  }) => {
    await confirmedBeside(host, 1);
    const id = await applied(host, 2);
    for (const broken of [
      confirmScript(id).replace("-A SEKISHO-IN -j DROP\n", ""),
      confirmScript(id, {
        ...minimal,
        rules4: minimal.rules4.replace("*filter\n", "*filter\n-A INPUT -j ACCEPT\n"),
      }),
    ]) {
      const ran = await host.call(broken, freshConnection());
      expect(outcome(parseAnswer(ran.stdout))).toBe("failed bad-request");
    }
    expect((await host.sh(`cat ${store}/minimal.v4; ls ${store}`)).stdout).toContain(
      `${minimal.rules4}boot.sh\n`,
    );
    expect((await host.sh(`ls ${store}`)).stdout).not.toContain("next");
    // A confirm without any keeps the one that is there.
    expect(outcome(await confirm(host, id))).toBe("confirmed");
    expect((await host.sh(`cat ${store}/minimal.v4`)).stdout).toBe(minimal.rules4);
  });
});

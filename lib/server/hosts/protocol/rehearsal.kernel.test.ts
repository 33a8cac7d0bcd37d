import { describe, expect } from "vitest";
import { judgeRehearsal } from "@/lib/core/rehearsal/judge";
import type { RehearsalAnswer } from "@/lib/core/rehearsal/rehearsal";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import { apply, confirmed, live, newId, versionText } from "@/lib/server/hosts/testing/kernel-calls";
import { type KernelHost, newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { buildRehearse } from "./build";
import { parseRehearsal } from "./parse-rehearsal";

const store = "/var/lib/sekisho";

async function rehearse(host: KernelHost): Promise<RehearsalAnswer> {
  const ran = await host.call(buildRehearse({ endWord: newEndWord() }));
  const answer = parseRehearsal(ran.stdout);
  if (!answer.ok) throw new Error(JSON.stringify(answer.problems) + ran.stdout + ran.stderr);
  return answer.value;
}

/** As the panel judges it on a host where something runs the boot script. */
const judge = (answer: RehearsalAnswer, version: number) =>
  judgeRehearsal({
    answer,
    confirmed: { rules4: versionText(version), rules6: versionText(version) },
    startedOtherwise: true,
  });

describe.concurrent.each(hostKinds)("the boot rehearsal on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test("tells what the next start would load, and leaves rules and files as they are, also while another apply is pending", async ({
    host,
  }) => {
    const id = await confirmed(host, 1);
    await apply(host, newId(), 2);
    const everything = async () =>
      (await live(host)) +
      (
        await host.sh(
          "cd / && find run/sekisho var/lib/sekisho -type f | sort | xargs ls -l --full-time 2>/dev/null || find run/sekisho var/lib/sekisho | sort; cat var/lib/sekisho/*",
        )
      ).stdout;
    const before = await everything();
    const answer = await rehearse(host);
    expect(answer).toMatchObject({ word: "loaded", storedId: id, unit: "none", fault: "" });
    expect(answer.loaded).toEqual({ ipv4: "rules", ipv6: "rules" });
    expect(answer.tables.ipv4).toContain(
      '-A SEKISHO-IN -p tcp -m tcp --dport 1 -m comment --comment "v1 0" -j ACCEPT',
    );
    expect(judge(answer, 1)).toEqual({ outcome: "same", why: null });
    expect(judge(answer, 2)).toBe("compare");
    expect(await everything()).toBe(before);
  });

  test("finds a stored file that was changed, one that was lost, and a line that the kernel refuses", async ({
    host,
  }) => {
    await confirmed(host, 1);
    await host.sh(`sed -i '/--dport 2 /d' ${store}/rules.v6`);
    expect(judge(await rehearse(host), 1)).toBe("compare");
    await host.sh(`: >${store}/rules.v6`);
    const lost = await rehearse(host);
    expect(lost).toMatchObject({ loaded: { ipv4: "rules", ipv6: "nothing" } });
    expect(lost.fault).toContain("IPv6: the stored rules are missing or damaged");
    expect(judge(lost, 1)).toEqual({ outcome: "nothing", why: null });
    await host.sh(
      `printf '%s' '${versionText(1).replace("-A SEKISHO-OUT", "-A SEKISHO-OUT -p tcp -m no_such_match -j DROP\n-A SEKISHO-OUT")}' >${store}/minimal.v6`,
    );
    expect(judge(await rehearse(host), 1)).toEqual({ outcome: "minimal", why: null });
    await host.sh("ip6tables-save");
    expect(await live(host)).toContain('"v1 0"');
  });

  test("counts a confirm that was cut off between its renames, and finishes nothing of it", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = await confirmed(host, 2);
    await host.sh(`cd ${store} && mv rules.v4 rules.v4.next.${id} && : >rules.v4`);
    expect(judge(await rehearse(host), 2)).toEqual({ outcome: "same", why: null });
    expect((await host.sh(`ls ${store}`)).stdout).toContain(`rules.v4.next.${id}`);
  });

  test("says where it cannot tell: nothing stored, sets of others, a boot script of an older panel", async ({
    host,
  }) => {
    expect(await rehearse(host)).toMatchObject({ word: "not-stored", storedId: null });
    await confirmed(host, 1);
    await host.sh(`echo 'old script' >${store}/boot.sh`);
    expect(await rehearse(host)).toMatchObject({ word: "old-script" });
    await confirmed(host, 1);
    await host.sh(
      `sed -i 's/^COMMIT/-A SEKISHO-FWD -m set --match-set gone src -j ACCEPT\\nCOMMIT/' ${store}/rules.v4`,
    );
    const answer = await rehearse(host);
    expect(judge(answer, 1)).toEqual({ outcome: "cannot-tell", why: "sets" });
  });

  test("says so where network namespaces are refused", async ({ host }) => {
    await confirmed(host, 1);
    const script = buildRehearse({ endWord: newEndWord() }).replaceAll("unshare -n", "false unshare -n");
    const answer = parseRehearsal((await host.call(script)).stdout);
    expect(answer.ok && judge(answer.value, 1)).toEqual({ outcome: "cannot-tell", why: "no-unshare" });
  });
});

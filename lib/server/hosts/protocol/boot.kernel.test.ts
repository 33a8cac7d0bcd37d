import { describe, expect } from "vitest";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  applied,
  apply,
  applyScript,
  confirm,
  confirmed,
  confirmScript,
  ended,
  live,
  newId,
  outcome,
  status,
  versions,
} from "@/lib/server/hosts/testing/kernel-calls";
import { parseAnswer } from "./parse-answer";

describe.each(hostKinds)("restarts on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test("after a restart the boot script loads what was confirmed last, with its jumps; twice is as good as once", async ({
    host,
  }) => {
    const id = await confirmed(host, 1);
    const before = await live(host);
    await host.reboot();
    expect(await live(host)).toBe("==6");
    for (let times = 0; times < 2; times++) {
      const ran = await host.sh("sh /var/lib/sekisho/boot.sh");
      expect(ran).toEqual({ code: 0, stdout: "", stderr: "" });
      expect(await live(host)).toBe(before);
    }
    expect(await status(host, id)).toMatchObject({ state: "confirmed" });
  });

  test("a restart while pending brings the last confirmed rules; a late confirm is told so", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2);
    await host.reboot();
    await host.sh("sh /var/lib/sekisho/boot.sh");
    expect(await versions(host)).toBe("1/1");
    expect(outcome(await confirm(host, id))).toBe("failed unknown-id");
    expect(outcome(await apply(host, newId(), 3))).toBe("applied");
  });

  test("a confirm that was cut off between its renames counts as a whole after the restart", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = await confirmed(host, 2);
    // As a power cut leaves it: the second confirm had renamed its first file only.
    await host.sh(
      `cd /var/lib/sekisho && mv rules.v6 rules.v6.next.${id} && mv rules.v4 rules.v4.next.${id} && echo '*filter' >rules.v4 && echo COMMIT >>rules.v4`,
    );
    await host.reboot();
    expect((await host.sh("sh /var/lib/sekisho/boot.sh")).code).toBe(0);
    expect(await versions(host)).toBe("2/2");
  });

  test("where /run outlives the restart, the old pending is known as lost and hinders nobody", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2);
    const files = (await host.sh("cd /run/sekisho && tar cf - . | base64")).stdout;
    await host.reboot();
    await host.sh("mkdir -p /run/sekisho && cd /run/sekisho && base64 -d | tar xf -", files);
    await host.sh("sh /var/lib/sekisho/boot.sh");
    expect(await status(host, id)).toMatchObject({ state: "lost", reason: "lost-by-reboot" });
    expect(outcome(await confirm(host, id))).toBe("rolled-back lost-by-reboot");
    expect(await versions(host)).toBe("1/1");
    expect(outcome(await apply(host, newId(), 3))).toBe("applied");
  });

  test("a line that the kernel refuses at boot is left out and told; the rest and the last verdict stand", async ({
    host,
  }) => {
    await confirmed(host, 1);
    await host.sh(
      `sed -i 's/^-A SEKISHO-IN -p tcp -m tcp --dport 2 /-A SEKISHO-IN -m set --match-set gone src -j ACCEPT\\n&/' /var/lib/sekisho/rules.v4`,
    );
    await host.reboot();
    const ran = await host.sh("sh /var/lib/sekisho/boot.sh");
    expect(ran.code).toBe(1);
    expect(await versions(host)).toBe("1/1");
    expect(await live(host)).toContain("-A SEKISHO-IN -j DROP");
    expect((await host.sh("cat /run/sekisho/boot-fault")).stdout).toContain("gone");
  });

  test("where Docker is installed, its chain for others is there before it with our jump, once, and what is in it stays", async ({
    host,
  }) => {
    await host.sh(
      "iptables -N DOCKER-USER; iptables -A FORWARD -j DOCKER-USER; iptables -A DOCKER-USER -j RETURN",
    );
    await confirmed(host, 1);
    await host.sh(`printf '#!/bin/sh\\n' >"\${PATH%%:*}/dockerd"; chmod 755 "\${PATH%%:*}/dockerd"`);
    const forward = async () => (await host.sh("iptables -S | grep -E '^-A (FORWARD|DOCKER-USER)'")).stdout;
    await host.reboot();
    for (let times = 0; times < 2; times++) {
      expect((await host.sh("sh /var/lib/sekisho/boot.sh")).code).toBe(0);
      expect(await forward()).toBe("-A FORWARD -j DOCKER-USER\n-A DOCKER-USER -j SEKISHO-FWD\n");
    }
    // Somebody loaded a rule of their own into it before us.
    await host.reboot();
    await host.sh(
      "iptables -N DOCKER-USER; iptables -A FORWARD -j DOCKER-USER; iptables -A DOCKER-USER -s 203.0.113.9 -j DROP",
    );
    expect((await host.sh("sh /var/lib/sekisho/boot.sh")).code).toBe(0);
    expect(await forward()).toBe(
      "-A FORWARD -j DOCKER-USER\n-A DOCKER-USER -j SEKISHO-FWD\n-A DOCKER-USER -s 203.0.113.9/32 -j DROP\n",
    );
    await confirmed(host, 2);
    expect(await versions(host)).toBe("2/2");
  });

  test("a host without IPv6 is applied in IPv4 only, with a notice, also at boot", async ({ host }) => {
    // The kernel of this machine has IPv6: the script is made to look at a file that is not there.
    const blind = async (script: string) =>
      parseAnswer((await host.call(script.replaceAll("/proc/net/if_inet6", "/proc/net/none"))).stdout);
    const id = newId();
    const answer = await blind(applyScript(id, 1, { rules6: null }));
    expect(answer.notes).toContain("ipv6-absent");
    expect(outcome(answer)).toBe("applied");
    expect(await versions(host)).toBe("1/none");
    expect(outcome(await blind(confirmScript(id)))).toBe("confirmed");
    expect((await host.sh("ls /var/lib/sekisho")).stdout).toBe("boot.sh\nconfirmed\nrules.v4\n");
    const next = newId();
    await blind(applyScript(next, 2, { rules6: null, timeout: 3 }));
    await ended(host, next);
    expect(await versions(host)).toBe("1/none");
  });
});

import { describe, expect, test } from "vitest";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import { hideIpv6 } from "@/e2e/rig/hide-ipv6";
import { newId, outcome, useBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";
import { parseAnswer } from "./parse-answer";

const obstacle = debianRigObstacle();
const suite = `IPv6 on a host, and none${obstacle ? ` (skipped: ${obstacle})` : ""}`;

describe.skipIf(obstacle !== null)(suite, () => {
  const given = useBootedHost();
  const web = () =>
    roleTexts("public-web-server", { admin: [given.host.machine.outside4, given.host.machine.outside6] });
  const mail = () =>
    roleTexts("mail-server", { admin: [given.host.machine.outside4, given.host.machine.outside6] });

  test("a host that has IPv6 refuses rules for IPv4 alone", async () => {
    const { host } = given;
    const before = host.tables();
    expect(outcome((await host.apply(newId(), { ...web(), rules6: null })).stdout)).toBe(
      "failed ipv6-present",
    );
    expect(host.tables()).toBe(before);
  });

  test("IPv6 that is only switched off gets its rules: it can be switched on at any time", async () => {
    const { host } = given;
    host.console("sysctl -qw net.ipv6.conf.all.disable_ipv6=1");
    expect((await host.facts()).iptables6).toMatchObject({ backend: "nf_tables" });
    await host.keep(web());
    host.console("sysctl -qw net.ipv6.conf.all.disable_ipv6=0");
    expect(host.live(4)).toBe(web().rules4);
    expect(host.live(6)).toBe(web().rules6);
  });

  test("without IPv6 IPv4 alone is applied, told so, undone and loaded at boot; no ip6tables is called", async () => {
    const { host } = given;
    hideIpv6(host.machine);
    const live4 = () => host.console("iptables-save -t filter | grep -e '-A '");
    expect(await host.facts()).toMatchObject({ iptables6: "absent", iptables4: { backend: "nf_tables" } });
    await host.keep({ ...web(), rules6: null });
    const kept = live4();

    const id = newId();
    const answer = parseAnswer((await host.apply(id, { ...mail(), rules6: null })).stdout);
    expect(answer.notes).toContain("ipv6-absent");
    expect(answer.answers.map(({ kind }) => kind)).toEqual(["armed", "applied"]);
    expect(host.live(4)).toBe(mail().rules4);
    expect(outcome((await host.cancel(id)).stdout)).toBe("rolled-back cancelled");
    expect(live4()).toBe(kept);

    await host.machine.reboot();
    expect(live4()).toBe(kept);
    const status = await host.status(id);
    expect(status.texts.owned6).toBeUndefined();
    expect(status.texts["boot-fault"]).toBeUndefined();
    expect(host.console("systemctl is-active sekisho-firewall")).toBe("active\n");
    expect(host.console("cat /root/ip6tables-calls 2>/dev/null || :")).toBe("");
  });
});

import { describe, expect } from "vitest";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  apply,
  cancel,
  confirmed,
  live,
  newId,
  outcome,
  replaceProgram,
  status,
  timers,
  versionText,
} from "@/lib/server/hosts/testing/kernel-calls";

const fine = versionText(2);
const withRule = (rule: string) =>
  fine.replace("-A SEKISHO-IN -j DROP", `-A SEKISHO-IN ${rule}\n-A SEKISHO-IN -j DROP`);
const reset = "--reject-with tcp-reset";

/** What `iptables-restore --test` lets through on one backend at least, and the kernel does not. */
const blind: readonly (readonly [string, string])[] = [
  ["a jump to a chain that is not there", withRule("-j SEKISHO-nowhere")],
  ["a loop", withRule("-j SEKISHO-IN")],
  ["MASQUERADE outside nat", withRule("-j MASQUERADE")],
  ["DNAT outside nat", withRule("-p tcp -m tcp --dport 80 -j DNAT --to-destination ADDRESS")],
  ["a TCP reset for what is not TCP", withRule(`-p udp -m udp --dport 53 -j REJECT ${reset}`)],
];
const forFamily = (text: string, family: 4 | 6) =>
  text.replace("ADDRESS", family === 4 ? "192.0.2.1:80" : "[2001:db8::1]:80");

describe.concurrent.each(hostKinds)("what the kernel refuses on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test.for(blind)(
    "%s, in either family, stops the apply before a rule changes",
    async ([, text], { host }) => {
      await confirmed(host, 1);
      const before = await live(host);
      for (const family of [4, 6] as const) {
        const bad = forFamily(text, family);
        const rules = family === 4 ? { rules4: bad, rules6: fine } : { rules4: fine, rules6: bad };
        const answer = await apply(host, newId(), 2, rules);
        expect(outcome(answer)).toMatch(/^failed (test|rehearsal)-failed$/);
        expect(answer.texts.detail).not.toBe("");
        expect(await live(host)).toBe(before);
        expect(await timers(host)).toBe("");
      }
      expect((await host.sh("ls /run/sekisho | grep -E '^(pending|claim|old|sum|armed)'")).stdout).toBe("");
    },
  );

  test.for<["IPv4" | "IPv6", string, string]>([
    ["IPv6", fine, forFamily(withRule("-j MASQUERADE"), 6)],
    ["IPv4", forFamily(withRule("-j MASQUERADE"), 4), fine],
  ])(
    "where nothing can be rehearsed and %s fails in the kernel, the old rules of both families are back with the answer",
    async ([, rules4, rules6], { host }) => {
      await host.sh("iptables -A INPUT -p tcp --dport 22 -j ACCEPT; ip6tables -P FORWARD DROP");
      await confirmed(host, 1);
      const before = await live(host);
      // As on hosts whose kernel gives nobody a new network namespace.
      await replaceProgram(
        host,
        "unshare",
        "echo 'unshare: unshare failed: Operation not permitted' >&2; exit 1",
      );
      const id = newId();
      const answer = await apply(host, id, 2, { rules4, rules6 });
      expect(answer.notes).toContain("not-rehearsed");
      expect(answer.answers.map(({ kind }) => kind)).toEqual(["armed", "rolled-back"]);
      expect(outcome(answer)).toBe("rolled-back load-failed");
      expect(answer.texts.detail).toMatch(/tables-restore|RULE_APPEND/);
      expect(await live(host)).toBe(before);
      expect(await timers(host)).toBe("");
      expect(await status(host, id)).toMatchObject({ state: "rolled-back", reason: "load-failed" });
      await confirmed(host, 3);
    },
  );

  test("a load that says it went well and changed nothing is not believed", async ({ host }) => {
    await confirmed(host, 1);
    const before = await live(host);
    // Fooled once: the rollback that follows meets the real program.
    await replaceProgram(
      host,
      "ip6tables-restore",
      '[ "$(readlink /proc/self/ns/net)" = "$(cat /run/here)" ] || exec "$real" "$@"\n' +
        'case $* in *--test*) exec "$real" "$@" ;; esac\n' +
        'if [ -e /run/fooled ]; then exec "$real" "$@"; fi; : >/run/fooled; cat >/dev/null; exit 0',
    );
    await host.sh("readlink /proc/self/ns/net >/run/here");
    const rules = versionText(2, { count: 4 });
    const answer = await apply(host, newId(), 2, { rules4: rules, rules6: rules });
    expect(outcome(answer)).toBe("rolled-back load-failed");
    expect((await host.sh("ls /run/fooled")).stdout).toBe("/run/fooled\n");
    expect(await live(host)).toBe(before);
    expect(await timers(host)).toBe("");
  });

  test("a host without any table has none of our rules after a rollback", async ({ host }) => {
    const id = newId();
    expect(outcome(await apply(host, id, 1))).toBe("applied");
    const { stdout } = await host.sh("iptables-save; ip6tables-save");
    expect(stdout.match(/^:SEKISHO-IN/gm)).toHaveLength(2);

    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await live(host)).toBe("==6");
  });
});

import { describe, expect, test as plainTest } from "vitest";
import { campaign, campaignTimeout, hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  applied,
  apply,
  applyScript,
  confirm,
  live,
  newId,
  outcome,
  versionText,
} from "@/lib/server/hosts/testing/kernel-calls";
import { BadRequest, buildApply, buildInspect } from "./build";
import { parseAnswer } from "./parse-answer";
import { parseInspection } from "./parse-inspection";

const endWord = "0123456789abcdef0123456789abcdef";

describe.each(hostKinds)("hostile or broken input on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test(
    "a script that was cut anywhere does nothing at all",
    async ({ host }) => {
      const script = applyScript(newId(), 1);
      const last = script.lastIndexOf("fi; }");
      const step = campaign > 0 ? 1 : 601;
      const cuts = new Set<number>();
      for (let at = 0; at < last; at += step) cuts.add(at);
      for (let at = last - 20; at < script.length - 1; at++) cuts.add(at);
      await host.sh("cat >/run/whole", script);
      // One shell runs them all, which is cheaper than one entry each.
      const tried = await host.sh(
        `while read -r at; do
           head -c "$at" /run/whole | sh -s -- "198.51.100.7 1 192.0.2.10 22" >>/run/out 2>/dev/null
           echo "$at"
         done`,
        `${[...cuts].join("\n")}\n`,
      );
      expect(tried.stdout.split("\n").length - 1).toBe(cuts.size);
      expect((await host.sh("grep -c SEKISHO /run/out")).stdout.trim()).toBe("0");
      expect((await host.sh("ls -d /run/sekisho /var/lib/sekisho 2>/dev/null")).stdout).toBe("");
      expect(await live(host)).toBe("==6");
      expect(parseAnswer((await host.sh("sh -s -- '' </run/whole")).stdout).answers.at(-1)?.kind).toBe(
        "applied",
      );
    },
    campaignTimeout,
  );

  test("a rule text with a line end inside a comment, or with lines of its own, is refused whole", async ({
    host,
  }) => {
    for (const [, evil] of [
      ["in the comment", '-A SEKISHO-IN -m comment --comment "a\nb" -j ACCEPT'],
      ["a second rule", '-A SEKISHO-IN -m comment --comment "a"\n-A INPUT -j ACCEPT'],
      ["an end of the table", '-A SEKISHO-IN -m comment --comment "a"\nCOMMIT\n*nat\n-F\nCOMMIT\n*filter'],
      ["a delete", "-A SEKISHO-IN -j ACCEPT\n-F INPUT"],
    ] as const) {
      const text = versionText(1).replace("-A SEKISHO-IN -j DROP", `${evil}\n-A SEKISHO-IN -j DROP`);
      expect(outcome(await apply(host, newId(), 1, { rules4: text, rules6: text }))).toBe(
        "failed bad-request",
      );
      expect(await live(host)).toBe("==6");
    }
  });

  test("a script whose line ends became CRLF does nothing at all", async ({ host }) => {
    const ran = await host.call(applyScript(newId(), 1).replaceAll("\n", "\r\n"));
    expect(ran.stdout).toBe("");
    expect((await host.sh("ls -d /run/sekisho 2>/dev/null")).stdout).toBe("");
    expect(await live(host)).toBe("==6");
  });

  test.concurrent("shell signs and quotes in a comment stay a comment, on every way that the text takes", async ({
    host,
  }) => {
    const comments = [
      "$(touch /run/owned)",
      "`touch /run/owned`",
      "'; touch /run/owned; '",
      "END_OF_TIMER",
      "a | b & c > /run/owned",
      "* ? [x] %s\\\\n",
    ];
    const rules = comments.map((text) => `-A SEKISHO-IN -m comment --comment "${text}" -j ACCEPT\n`).join("");
    const text = versionText(1).replace("-A SEKISHO-IN -j DROP\n", `${rules}-A SEKISHO-IN -j DROP\n`);
    const id = newId();
    expect(outcome(await apply(host, id, 1, { rules4: text, rules6: text }))).toBe("applied");
    expect(outcome(await confirm(host, id))).toBe("confirmed");
    const before = await live(host);
    expect(before).toContain("$(touch /run/owned)");
    await applied(host, 2, { timeout: 3 });
    await host.sh(
      "i=0; until ls /run/sekisho/done.rollback.* 2>/dev/null || [ $i -gt 100 ]; do sleep 0.1; i=$((i+1)); done",
    );
    expect(await live(host)).toBe(before);
    expect((await host.sh("ls /run/owned 2>/dev/null")).stdout).toBe("");
    await host.reboot();
    expect((await host.sh("sh /var/lib/sekisho/boot.sh")).stderr).toBe("");
    expect(await live(host)).toBe(before);
  });

  test("a profile that prints, an empty environment and a missing connection do no harm", async ({
    host,
  }) => {
    const noisy = `printf 'Welcome! SEKISHO:APPLIED x 1'\n${applyScript(newId(), 1)}`;
    const ran = await host.call(noisy, "");
    expect(parseAnswer(ran.stdout).answers.map((each) => each.kind)).toEqual(["armed", "applied"]);
    const bare = await host.sh(
      "exec env -i /bin/sh -s -- '198.51.100.7 2 192.0.2.10 22'",
      applyScript(newId(), 2),
    );
    expect(parseAnswer(bare.stdout).answers.map((each) => each.kind)).toEqual(["busy"]);
    const throughSudo = "exec sudo -n sh -s -- '198.51.100.7 2 192.0.2.10 22'";
    const sudo = await host.sh(throughSudo, buildInspect({ endWord }));
    expect(parseInspection(sudo.stdout)).toMatchObject({
      ok: true,
      value: { privilege: "sudo", pending: { seconds: expect.any(Number) } },
    });
    const nobody = await host.sh(
      "exec /usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups sh -s -- ''",
      buildInspect({ endWord }),
    );
    expect(parseInspection(nobody.stdout)).toMatchObject({
      ok: false,
      problems: [{ code: "inspect-not-root" }],
    });
    const refused = await host.sh(
      "exec /usr/bin/setpriv --reuid 65534 --regid 65534 --clear-groups sh -s -- ''",
      applyScript(newId(), 3),
    );
    expect(outcome(parseAnswer(refused.stdout))).toBe("failed not-root");
  });
});

plainTest("a text that could leave its here-document is not sent", () => {
  const rules = (comment: string) =>
    `*filter\n:SEKISHO-IN - [0:0]\n-A SEKISHO-IN -m comment --comment "${comment}"\nCOMMIT\n`;
  const build =
    (text: string, id = "a") =>
    () =>
      buildApply({ id, timeoutSeconds: 60, rules4: text, rules6: null, endWord });
  expect(build(rules("fine"))).not.toThrow();
  for (const text of [
    rules(`x\n${endWord}\ntouch /run/owned`),
    rules("a\rb"),
    rules("a\u0000b"),
    "*filter\nCOMMIT",
  ]) {
    expect(build(text)).toThrow(BadRequest);
  }
  for (const id of ["", "-rf", "a b", "a/../b", "a;b", "x".repeat(65)])
    expect(build(rules("x"), id)).toThrow(BadRequest);
});

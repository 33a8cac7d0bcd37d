import { describe, expect } from "vitest";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
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
  status,
  timers,
  versions,
  versionText,
} from "@/lib/server/hosts/testing/kernel-calls";
import { freshConnection } from "@/lib/server/hosts/testing/kernel-host";

describe.concurrent.each(hostKinds)("an apply on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test("is armed before it is loaded, is kept by a fresh connection, and leaves no timer", async ({
    host,
  }) => {
    const id = newId();
    const answer = await apply(host, id, 1);
    expect(answer.answers.map((each) => each.kind)).toEqual(["armed", "applied"]);
    const [armed] = answer.answers;
    if (armed?.kind !== "armed") throw new Error("not armed");
    expect(armed.deadline - armed.uptime).toBeGreaterThan(55);
    expect(armed.deadline - armed.uptime).toBeLessThanOrEqual(60);
    expect((await timers(host)).split("\n")).toHaveLength(2);
    expect(await status(host, id)).toMatchObject({
      state: "pending",
      loaded: true,
      timers: 2,
      bootId: armed.bootId,
    });
    expect(await live(host)).toContain(
      "-A INPUT -j SEKISHO-IN\n-A FORWARD -j SEKISHO-FWD\n-A OUTPUT -j SEKISHO-OUT",
    );

    expect(outcome(await confirm(host, id))).toBe("confirmed");
    expect(await timers(host)).toBe("");
    expect(await versions(host)).toBe("1/1");
    expect((await confirm(host, id)).answers).toEqual([{ kind: "confirmed", id, boot: "none", again: true }]);
    expect((await host.sh("cat /var/lib/sekisho/rules.v4 /var/lib/sekisho/rules.v6")).stdout).toBe(
      versionText(1) + versionText(1),
    );
    expect((await host.sh("ls /run/sekisho /var/lib/sekisho | sort")).stdout.trim().split(/\s+/)).toEqual(
      expect.arrayContaining(["boot.sh", "rules.v4", "rules.v6", `done.confirm.${id}`]),
    );
    expect((await host.sh("find /run/sekisho /var/lib/sekisho -perm /077")).stdout).toBe("");
  });

  test("undoes itself when nobody confirms: the first one takes chains and jumps with it", async ({
    host,
  }) => {
    await host.sh("iptables -A INPUT -p tcp --dport 22 -j ACCEPT; ip6tables -P FORWARD DROP");
    const before = await live(host);
    const id = newId();
    expect(outcome(await apply(host, id, 1, { timeout: 4 }))).toBe("applied");
    expect(await versions(host)).toBe("1/1");
    await ended(host, id);
    expect(await live(host)).toBe(before);
    expect(await status(host, id)).toMatchObject({ state: "rolled-back", reason: "expired" });
    expect(outcome(await confirm(host, id))).toBe("rolled-back expired");
    expect(await timers(host)).toBe("");
  });

  test("brings back 5,000 old rules exactly, and chains that the new text does not declare", async ({
    host,
  }) => {
    const many = versionText(1, { count: 5000 }).replace(
      ":SEKISHO-OUT - [0:0]\n",
      ":SEKISHO-OUT - [0:0]\n:SEKISHO-office - [0:0]\n-A SEKISHO-office -s 192.0.2.0/24 -j ACCEPT\n-A SEKISHO-OUT -j SEKISHO-office\n",
    );
    const six = versionText(1, { count: 5000 });
    const first = newId();
    expect(outcome(await apply(host, first, 1, { rules4: many, rules6: six }))).toBe("applied");
    expect(outcome(await confirm(host, first))).toBe("confirmed");
    const before = await live(host);
    expect(before).toContain(":SEKISHO-office");

    const second = newId();
    expect(outcome(await apply(host, second, 2, { timeout: 8 }))).toBe("applied");
    expect(await live(host)).not.toContain("SEKISHO-office");
    await ended(host, second);
    expect(await live(host)).toBe(before);

    const third = newId();
    expect(outcome(await apply(host, third, 3))).toBe("applied");
    expect(outcome(await cancel(host, third))).toBe("rolled-back cancelled");
    expect(await live(host)).toBe(before);
    expect(await timers(host)).toBe("");
  });

  test("an empty own chain stays an empty own chain", async ({ host }) => {
    await host.sh("iptables -N SEKISHO-IN; iptables -A INPUT -j SEKISHO-IN");
    const before = await live(host);
    const id = newId();
    expect(outcome(await apply(host, id, 1))).toBe("applied");
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await live(host)).toBe(before);
  });

  test("a second apply is told that the first is pending, and touches nothing", async ({ host }) => {
    const first = await applied(host, 1, { timeout: 40 });
    const second = await apply(host, newId(), 2);
    expect(second.answers).toEqual([{ kind: "busy", id: first, seconds: expect.any(Number) }]);
    expect(await versions(host)).toBe("1/1");
    expect(outcome(await confirm(host, first))).toBe("confirmed");
    expect(outcome(await apply(host, first, 2))).toBe("failed used-id");
    expect(await versions(host)).toBe("1/1");
  });

  test("a confirm over the connection that loaded the rules is refused; so is one of an unknown apply", async ({
    host,
  }) => {
    const id = newId();
    const connection = freshConnection();
    await apply(host, id, 1, { connection });
    expect(outcome(await confirm(host, id, connection))).toBe("failed same-connection");
    expect(outcome(await confirm(host, id, ""))).toBe("failed same-connection");
    expect(outcome(await confirm(host, newId()))).toBe("failed unknown-id");
    expect(await status(host, id)).toMatchObject({ state: "pending", timers: 2 });
    expect(outcome(await confirm(host, id))).toBe("confirmed");
    expect(outcome(await cancel(host, id))).toBe("confirmed");
  });

  test.for([
    ["our chain was edited", "iptables -I SEKISHO-IN -j ACCEPT"],
    ["our IPv6 chain was edited", "ip6tables -D SEKISHO-OUT 1"],
    ["a jump was removed", "iptables -D OUTPUT -j SEKISHO-OUT"],
    ["INPUT was flushed", "iptables -F INPUT"],
  ])("a confirm after %s answers drift, and the old rules can come back", async ([, edit = ""], { host }) => {
    await confirmed(host, 1);
    const id = await applied(host, 2);
    await host.sh(edit);
    const answer = await confirm(host, id);
    expect(outcome(answer)).toBe("failed drift");
    expect(answer.texts.detail).toMatch(/^(missing|added): /m);
    expect(outcome(await cancel(host, id))).toBe("rolled-back cancelled");
    expect(await versions(host)).toBe("1/1");
  });

  test.for<[string, string, string, string]>([
    ["a line that iptables refuses", versionText(2), versionText(2, { last: "NOWHERE" }), "failed"],
    [
      "a target that only the kernel refuses",
      versionText(2),
      versionText(2, { last: "MASQUERADE" }),
      "failed",
    ],
    [
      "a loop",
      versionText(2).replace("-A SEKISHO-IN -j DROP", "-A SEKISHO-IN -j SEKISHO-IN"),
      versionText(2),
      "failed",
    ],
    [
      "a foreign chain",
      versionText(2).replaceAll("SEKISHO-OUT", "OTHER"),
      versionText(2),
      "failed bad-request",
    ],
    [
      "a built-in chain",
      versionText(2).replace("COMMIT", "-A INPUT -j DROP\nCOMMIT"),
      versionText(2),
      "failed bad-request",
    ],
    ["a second table", versionText(2), `${versionText(2)}*nat\nCOMMIT\n`, "failed bad-request"],
    ["no COMMIT", versionText(2).replace("COMMIT\n", ""), versionText(2), "failed bad-request"],
  ])(
    "%s stops the apply of both families before a rule changes",
    async ([, rules4, rules6, expected], { host }) => {
      await confirmed(host, 1);
      const before = await live(host);
      expect(outcome(await apply(host, newId(), 2, { rules4, rules6 }))).toContain(expected);
      expect(await live(host)).toBe(before);
      expect(await timers(host)).toBe("");
      expect(outcome(await apply(host, newId(), 3))).toBe("applied");
    },
  );

  test("IPv6 is not left out where the host has it", async ({ host }) => {
    expect(outcome(await apply(host, newId(), 1, { rules6: null }))).toBe("failed ipv6-present");
    expect(await versions(host)).toBe("none/none");
  });

  test("a cancelled call that arrives late finds itself void", async ({ host }) => {
    const id = newId();
    expect(outcome(await cancel(host, id))).toBe("failed unknown-id");
    expect(outcome(await apply(host, id, 1))).toBe("failed used-id");
    expect(await versions(host)).toBe("none/none");
  });
});

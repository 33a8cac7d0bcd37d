import { describe, expect } from "vitest";
import { emptyChains } from "@/lib/core/leave/nothing";
import { campaign, campaignTimeout, hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import {
  apply,
  applyScript,
  confirmed,
  ended,
  live,
  newId,
  outcome,
  timers,
  versions,
  versionText,
} from "@/lib/server/hosts/testing/kernel-calls";
import { freshConnection, type KernelHost, newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { buildConfirm, buildLeave, buildStatus } from "./build";
import { parseAnswer } from "./parse-answer";

const nothing = { rules4: emptyChains(4), rules6: emptyChains(6) };
const leaveScript = (id: string) => buildLeave({ id, endWord: newEndWord() });
const leave = async (host: KernelHost, id: string, connection = freshConnection()) =>
  parseAnswer((await host.call(leaveScript(id), connection)).stdout);

/** How the host says that a leave stands. */
async function standing(host: KernelHost, id: string): Promise<string> {
  const ran = await host.call(buildStatus({ id, endWord: newEndWord(), leaving: true }));
  const [answer] = parseAnswer(ran.stdout).answers;
  return answer?.kind === "status" ? answer.state : `none: ${ran.stdout}${ran.stderr}`;
}

/** Everything on the host that bears our name: files, units, timers, chains, jumps. */
async function traces(host: KernelHost): Promise<string> {
  const { stdout } = await host.sh(
    "find /run /var/lib /etc/systemd -iname '*sekisho*' 2>/dev/null; { iptables-save; ip6tables-save; } | grep SEKISHO",
  );
  return stdout + (await timers(host));
}

/** Our chains emptied, and not proven yet. */
async function pending(host: KernelHost, more: { timeout?: number } = {}): Promise<string> {
  const id = newId();
  expect(outcome(await apply(host, id, 0, { ...nothing, ...more }))).toBe("applied");
  return id;
}

const start = "[ ! -f /var/lib/sekisho/boot.sh ] || sh /var/lib/sekisho/boot.sh";

describe.concurrent.each(hostKinds)("leaving a host on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test("takes away chains, jumps, files and timers, once it is proven, and nothing of others; a restart is clean", async ({
    host,
  }) => {
    await host.sh(
      "for t in iptables ip6tables; do $t -N f2b-sshd; $t -A f2b-sshd -j RETURN; $t -A INPUT -p tcp --dport 22 -j f2b-sshd; $t -A FORWARD -j ACCEPT; $t -P FORWARD DROP; $t -t nat -A POSTROUTING -o eth0 -j MASQUERADE; done",
    );
    const tables = "iptables-save; ip6tables-save";
    const rules = async () =>
      (await host.sh(tables)).stdout.replace(/^#.*\n/gm, "").replace(/\[\d+:\d+\]/g, "");
    const before = await rules();
    const confirmedId = await confirmed(host, 1);
    const id = await pending(host);
    // The jumps stay until it is proven, so that a rollback never has to find their place again.
    expect(await live(host)).toContain("-A INPUT -j SEKISHO-IN");
    expect(await versions(host)).toBe("none/none");
    const answer = await leave(host, id);
    expect(answer.answers).toEqual([{ kind: "gone", id }]);
    expect(await traces(host)).toBe("");
    expect(await rules()).toBe(before);
    expect(await standing(host, id)).toBe("gone");
    // Once more is harmless, and leaves nothing behind either.
    expect((await leave(host, id)).answers).toEqual([{ kind: "gone", id }]);
    expect(await traces(host)).toBe("");
    expect(confirmedId).not.toBe(id);
    await host.reboot();
    await host.sh(start);
    expect(await traces(host)).toBe("");
    // It can be managed again.
    await confirmed(host, 3);
    expect(await versions(host)).toBe("3/3");
  });

  test("brings the old rules back when nobody proves it, and keeps what a restart loads", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const before = await live(host);
    const stored = (await host.sh("cat /var/lib/sekisho/*")).stdout;
    const id = await pending(host, { timeout: 3 });
    await ended(host, id);
    expect(await live(host)).toBe(before);
    expect(outcome(await leave(host, id))).toBe("rolled-back expired");
    expect((await host.sh("cat /var/lib/sekisho/*")).stdout).toBe(stored);
    await host.reboot();
    await host.sh(start);
    expect(await live(host)).toBe(before);
  });

  test("is refused over the connection that emptied the chains, after somebody filled them, and after a restart", async ({
    host,
  }) => {
    await confirmed(host, 1);
    const id = newId();
    const connection = freshConnection();
    expect(outcome(await apply(host, id, 0, { ...nothing, connection }))).toBe("applied");
    expect(outcome(await leave(host, id, connection))).toBe("failed same-connection");
    await host.sh("iptables -A SEKISHO-IN -s 203.0.113.5 -j DROP");
    expect(outcome(await leave(host, id))).toBe("failed drift");
    expect((await host.sh("ls /var/lib/sekisho")).stdout).not.toContain("leaving");
    await host.reboot();
    await host.sh(start);
    expect(await versions(host)).toBe("1/1");
    expect(outcome(await leave(host, id))).toBe("failed unknown-id");
    expect(await standing(host, id)).toBe("unknown-id");
    expect(await versions(host)).toBe("1/1");
  });

  test(
    "killed at any moment, it is either managed still or gone, whoever comes next: the panel, or a restart",
    async ({ host }) => {
      const seen = new Set<string>();
      const rounds = Math.max(10, campaign);
      for (let run = 0; run < rounds; run++) {
        if (!(await live(host)).includes('"v1 ')) await confirmed(host, 1);
        const id = await pending(host);
        const { ended: end, kill } = host.start(leaveScript(id));
        const timer = setTimeout(() => kill(run % 3 === 0 ? "shell" : "all"), 10 + (run / rounds) * 260);
        await end.finally(() => clearTimeout(timer));
        if (run % 2 === 0) {
          expect(outcome(await leave(host, id))).toBe("gone");
        } else {
          await host.reboot();
          await host.sh(start);
        }
        if ((await versions(host)) === "1/1") {
          seen.add("managed");
          expect(await standing(host, id)).toBe("unknown-id");
          expect(await host.sh("ls /var/lib/sekisho")).toMatchObject({ code: 0 });
        } else {
          seen.add("gone");
          expect(await standing(host, id)).toBe("gone");
          expect(await traces(host)).toBe("");
        }
      }
      expect(seen).toContain("gone");
    },
    campaignTimeout,
  );

  test.for([
    ["the claim", "claim"],
    ["the chains", "chains"],
    ["the timers", "timers"],
    ["the stored rules", "store"],
  ] as const)(
    "dead right after %s, it is finished by the next call of anybody, and by a restart",
    async ([, at], { host }) => {
      for (const next of ["leave", "apply", "restart", "restart without a boot unit"]) {
        await confirmed(host, 1);
        const id = await pending(host);
        // The script dies at the very step; what came before it is done.
        const cuts = {
          claim: ['  finish_leave "$id" || fail disk\n', "  kill -9 $$\n"],
          chains: ['  end_timers "$1" || return 1\n', "  kill -9 $$\n"],
          timers: ["  remove_unit || return 1\n", "  kill -9 $$\n"],
          store: ['  discard "$store" && discard "$state"\n', '  discard "$store"; kill -9 $$\n'],
        }[at];
        const script = leaveScript(id);
        expect(script).toContain(cuts[0]);
        await host.call(
          script.replace(cuts[0] ?? "", () => cuts[1] ?? ""),
          freshConnection(),
        );
        if (next === "leave") expect(outcome(await leave(host, id))).toBe("gone");
        if (next === "apply") {
          // Somebody else's call finds the leave first, and then begins on a host without us.
          const other = newId();
          expect(outcome(await apply(host, other, 2, { timeout: 3 }))).toBe("applied");
          await ended(host, other);
          expect(await versions(host)).toBe("none/none");
          expect((await host.sh("ls /var/lib/sekisho")).code).not.toBe(0);
          expect(await live(host)).toBe("==6");
          continue;
        }
        if (next === "restart") {
          await host.reboot();
          await host.sh(start);
          if (at === "claim") {
            expect(await versions(host)).toBe("1/1");
            continue;
          }
        }
        if (next === "restart without a boot unit") {
          await host.reboot();
          expect(outcome(await leave(host, id))).toBe(at === "claim" ? "failed unknown-id" : "gone");
          if (at === "claim") continue;
        }
        expect(await traces(host)).toBe("");
        expect(await standing(host, id)).toBe("gone");
      }
    },
  );

  test("empties the place of the stored rules where something is mounted there, also at a restart", async ({
    host,
  }) => {
    await host.sh("mkdir /var/lib/sekisho && mount --bind /var/lib/sekisho /var/lib/sekisho");
    await confirmed(host, 1);
    const id = await pending(host);
    expect(outcome(await leave(host, id))).toBe("gone");
    expect(await standing(host, id)).toBe("gone");
    expect(await traces(host)).toBe("/var/lib/sekisho\n");
    expect((await host.sh("ls -A /var/lib/sekisho")).stdout).toBe("");
    const next = await confirmed(host, 2);
    await host.sh(
      `echo ${next} >/var/lib/sekisho/leaving && touch /var/lib/sekisho/leaving.next.x && ${start}`,
    );
    expect((await host.sh("ls -A /var/lib/sekisho")).stdout).toBe("");
  });

  test("leaves a chain, empty, to which a rule of others points, and says so", async ({ host }) => {
    await confirmed(host, 1);
    await host.sh("iptables -N theirs && iptables -A theirs -j SEKISHO-IN");
    const answer = await leave(host, await pending(host));
    expect(answer.answers).toMatchObject([{ kind: "gone" }]);
    expect(answer.notes).toEqual(["chain-kept"]);
    expect(await live(host)).toBe(":SEKISHO-IN -\n:theirs -\n-A theirs -j SEKISHO-IN\n==6");
  });

  test("takes the chain in raw along, and a rollback brings it back", async ({ host }) => {
    const rules4 = `*raw\n:SEKISHO-RAW - [0:0]\n-A SEKISHO-RAW -p tcp -m tcp --dport 21 -j NOTRACK\nCOMMIT\n${versionText(1)}`;
    const first = newId();
    await host.call(applyScript(first, 1, { rules4 }));
    const raw = async () =>
      (await host.sh("iptables-save -t raw | grep SEKISHO")).stdout.replace(/\[.*\]/g, "");
    const before = await raw();
    expect(before).toContain("-A OUTPUT -j SEKISHO-RAW");
    await host.call(buildConfirm({ id: first, endWord: newEndWord() }));
    const expired = await pending(host, { timeout: 3 });
    expect(await raw()).toBe("");
    await ended(host, expired);
    expect(await raw()).toBe(before);
    expect(outcome(await leave(host, await pending(host)))).toBe("gone");
    expect(await traces(host)).toBe("");
  });
});

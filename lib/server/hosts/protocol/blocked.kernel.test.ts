import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test as plainTest } from "vitest";
import type { BlockedFrame } from "@/lib/core/blocked/blocked-entry";
import { nflogGroup } from "@/lib/core/compile/rule-shapes";
import { blockedText } from "@/lib/server/hosts/scripts/blocked-text";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import { newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { buildInspect } from "./build";
import { blockedReader } from "./parse-blocked";
import { parseInspection } from "./parse-inspection";

/** A refused packet that is sent again each fifth of a second, by an account and under a name of its own. */
const sender = (account: number) => `import ctypes, os, socket, sys, time
ctypes.CDLL(None).prctl(15, b"php-fpm8.2", 0, 0, 0)
os.setgid(${account}); os.setuid(${account})
out = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
for _ in range(300):
    try: out.sendto(b"x", ("::1", 25))
    except OSError: pass
    time.sleep(0.2)`;

const rules = (target: (name: string) => string) => `for program in iptables ip6tables; do
  $program -A INPUT -p udp --dport 9 -j ${target("in")}; $program -A INPUT -p udp --dport 9 -j DROP
  $program -A OUTPUT -p udp --dport 25 -j ${target("out")}; $program -A OUTPUT -p udp --dport 25 -j DROP
done`;
const nflog = rules((name) => `NFLOG --nflog-group ${nflogGroup} --nflog-prefix "sekisho ${name}: "`);
const log = rules((name) => `LOG --log-prefix "sekisho ${name}: " ${name === "out" ? "--log-uid" : ""}`);

const knocks = `python3 - <<'END'
import socket
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
out.sendto(b"x", ("127.0.0.1", 9))
END`;

/** Runs the script until `enough` of its frames; whoever started it then leaves without a word, as a lost connection does. */
async function follow(
  command: readonly [string, ...string[]],
  enough: (frames: readonly BlockedFrame[]) => boolean,
  env: NodeJS.ProcessEnv = process.env,
): Promise<readonly BlockedFrame[]> {
  const [program, ...words] = command;
  const child = spawn(program, words, { stdio: ["pipe", "pipe", "inherit"], env });
  const frames: BlockedFrame[] = [];
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  await new Promise<void>((resolve) => {
    const reader = blockedReader((frame) => {
      frames.push(frame);
      if (enough(frames)) resolve();
    });
    let open = "";
    child.stdout.on("data", (data) => {
      const lines = (open + data).split("\n");
      open = lines.pop() ?? "";
      for (const line of lines) reader.take(line);
    });
    child.stdin.end(blockedText());
    void ended.then(resolve);
  });
  child.stdout.destroy();
  await ended;
  return frames;
}

const entriesOf = (frames: readonly BlockedFrame[]) => frames.flatMap(({ entries }) => entries);
const sentBy = (frames: readonly BlockedFrame[], account: number) =>
  entriesOf(frames).find(({ entry }) => entry.way === "out" && entry.uid === account);

plainTest("the script reads the group that the rules write into", () => {
  expect(blockedText()).toContain(`\nlog_group=${nflogGroup}\n`);
});

describe.each(hostKinds)("packet messages on $backend with $shell", (kind) => {
  const test = hostTest(kind);

  test("a refused packet is told with its rule, its account and what ran as that account; nothing stays behind", async ({
    host,
  }) => {
    await host.sh(nflog);
    const inspected = parseInspection((await host.call(buildInspect({ endWord: newEndWord() }))).stdout);
    expect(inspected).toMatchObject({ ok: true, value: { log: "nflog" } });
    for (const account of [33, 0]) {
      await host.sh(
        `cat >/run/sender.${account}; python3 /run/sender.${account} >/dev/null 2>&1 </dev/null & echo started`,
        sender(account),
      );
    }
    const before = (await host.sh("ls -R /run /var/lib")).stdout;
    const enter = ["nsenter", "-t", host.pid(), "-n", "-m", "-p"] as const;
    const frames = await follow(
      [...enter, "sh", "-s", "--", ""],
      (frames) => [33, 0].every((account) => sentBy(frames, account)),
      {
        ...process.env,
        PATH: `${host.programs}:/usr/sbin:/usr/bin:/sbin:/bin`,
      },
    );
    expect(frames[0]).toMatchObject({ reader: "nflog", reason: null });
    const told = sentBy(frames, 33);
    expect(told?.entry).toMatchObject({
      prefix: "sekisho out: ",
      family: 6,
      outInterface: "lo",
      destination: "::1",
      protocol: "udp",
      destinationPort: 25,
      uid: 33,
    });
    expect(told?.programs).toEqual(["php-fpm8.2"]);
    // Who reads runs as root too, and is none of those that may have sent it.
    const ofRoot = sentBy(frames, 0)?.programs ?? [];
    expect(ofRoot).toContain("php-fpm8.2");
    expect(ofRoot.filter((name) => /awk|perl|timeout|^(cat|sort|head|busybox)$/.test(name))).toEqual([]);
    const running = async () => (await host.sh("cat /proc/[0-9]*/cmdline | tr '\\0' ' '")).stdout;
    await expect.poll(running, { timeout: 20_000 }).not.toMatch(/perl -e|kmsg/);
    expect((await host.sh("ls -R /run /var/lib")).stdout).toBe(before);
  });
});

describe("a host that cannot be heard", () => {
  const test = hostTest({ backend: "nft", shell: "dash" });
  test("says that it has no reader, and goes on", async ({ host }) => {
    await host.sh("mount --bind /dev/null /usr/bin/perl");
    const enter = ["nsenter", "-t", host.pid(), "-n", "-m", "-p"] as const;
    const frames = await follow([...enter, "sh", "-s", "--", ""], ({ length }) => length === 2);
    expect(frames.map(({ reader, reason }) => [reader, reason])).toEqual([
      ["none", "namespace"],
      ["none", "namespace"],
    ]);
    const inspected = parseInspection((await host.call(buildInspect({ endWord: newEndWord() }))).stdout);
    expect(inspected).toMatchObject({ ok: true, value: { log: "none" } });
  });
});

describe("the kernel's own log", () => {
  const test = hostTest({ backend: "nft", shell: "dash" });
  const everyNamespace = "/proc/sys/net/netfilter/nf_log_all_netns";

  // Run in the first network namespace, as on a machine of its own; the packets are those of a host beside it.
  test("a refused packet is told from the kernel's log with its number, also by a later reader", async ({
    host,
  }) => {
    const [first] = await follow(["sh", "-s", "--", ""], ({ length }) => length === 1);
    // Where these tests run in a container, it is not the first namespace, or the log is kept from it.
    if (first?.reader !== "kernel")
      return expect(existsSync(everyNamespace) && first?.reason === null).toBe(false);
    const was = readFileSync(everyNamespace, "utf8");
    writeFileSync(everyNamespace, "1");
    try {
      await host.sh(`${log}\n${knocks}`);
      // What other namespaces log is heard as well.
      const ours = (frames: readonly BlockedFrame[]) =>
        entriesOf(frames).filter(({ entry }) => entry.protocol === "udp" && entry.destinationPort === 9);
      const sent = (frames: readonly BlockedFrame[]) => ours(frames).length > 0;
      const told = ours(await follow(["sh", "-s", "--", ""], sent)).at(-1);
      expect(told).toMatchObject({
        entry: { prefix: "sekisho in: ", way: "in", source: "127.0.0.1", inInterface: "lo" },
        sequence: expect.any(Number),
      });
      const again = ours(await follow(["sh", "-s", "--", ""], sent));
      expect(again.map(({ sequence }) => sequence)).toContain(told?.sequence);
    } finally {
      writeFileSync(everyNamespace, was);
    }
    const processes = () => spawnSync("ps", ["-e", "-o", "args"], { encoding: "utf8" }).stdout;
    await expect.poll(processes, { timeout: 20_000 }).not.toMatch(/cat \/dev\/kmsg/);
  });
});

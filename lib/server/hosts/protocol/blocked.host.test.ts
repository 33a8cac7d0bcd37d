import { createSocket } from "node:dgram";
import { describe, expect, test } from "vitest";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import type { BlockedFrame } from "@/lib/core/blocked/blocked-entry";
import { nflogGroup } from "@/lib/core/compile/rule-shapes";
import { blockedText } from "@/lib/server/hosts/scripts/blocked-text";
import { useBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { blockedReader } from "./parse-blocked";

const obstacle = debianRigObstacle();
const suite = `the log of a booted Debian${obstacle ? ` (skipped: ${obstacle})` : ""}`;

/** A packet to a port that is shut, again and again until `stop`. */
function knocking(address: string): { readonly stop: () => void } {
  const socket = createSocket("udp4");
  const timer = setInterval(() => socket.send("x", 9, address), 200);
  return {
    stop: () => {
      clearInterval(timer);
      socket.close();
    },
  };
}

describe.skipIf(obstacle !== null)(suite, () => {
  const given = useBootedHost([], (host) => {
    host.addAccount("plain", { sudoers: "ALL=(ALL) NOPASSWD: ALL" });
    host.addAccount("pty", { sudoers: "ALL=(ALL) NOPASSWD: ALL" });
    host.console("echo 'Defaults:pty use_pty' >/etc/sudoers.d/pty-defaults");
    host.console(`iptables -A INPUT -p udp --dport 9 -j NFLOG --nflog-group ${nflogGroup} --nflog-prefix 'sekisho in: '
      iptables -A INPUT -p udp --dport 9 -j DROP`);
  });

  test.each([
    { user: "root", sudo: false, what: "root" },
    { user: "plain", sudo: true, what: "sudo" },
    { user: "pty", sudo: true, what: "sudo that runs everything in a terminal of its own" },
  ])(
    "$what: what is refused is told, and nothing stays when the connection is gone",
    async ({ user, sudo }) => {
      const { host } = given;
      expect(await host.facts({ user, sudo })).toMatchObject({ log: "nflog" });
      const session = await host.open({ user });
      const knocks = knocking(host.machine.address4);
      let heard: BlockedFrame | undefined;
      const reader = blockedReader((frame) => {
        if (frame.entries.length === 0 || heard !== undefined) return;
        heard = frame;
        session.close();
      });
      try {
        await session.run(blockedText(), {
          sudo,
          keep: false,
          timeoutMilliseconds: 60_000,
          onLine: reader.take,
        });
      } catch {
        // It was closed on purpose: what was heard counts.
      } finally {
        knocks.stop();
      }
      expect(heard).toMatchObject({ reader: "nflog" });
      expect(heard?.entries[0]?.entry).toMatchObject({
        ...{ prefix: "sekisho in: ", way: "in", source: host.machine.outside4, inInterface: "host0" },
        ...{ destination: host.machine.address4, protocol: "udp", destinationPort: 9 },
      });
      await host.until("! cat /proc/[0-9]*/cmdline 2>/dev/null | tr '\\0' ' ' | grep -q '[p]erl -e'");
    },
  );
});

import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DebianHost, raiseDebianHost } from "@/e2e/rig/debian-host";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import { applyScript, confirmScript, newId, outcome } from "@/lib/server/hosts/testing/kernel-calls";
import { newEndWord } from "@/lib/server/hosts/testing/kernel-host";
import { buildStatus } from "./build";
import { parseAnswer } from "./parse-answer";

const obstacle = debianRigObstacle();

describe.skipIf(obstacle !== null)(
  `the host script where systemd runs${obstacle ? ` (skipped: ${obstacle})` : ""}`,
  () => {
    let host: DebianHost;
    beforeAll(async () => {
      host = await raiseDebianHost("ssh-ed25519 AAAA nobody");
    });
    afterAll(() => host?.stop());

    const call = (script: string) => parseAnswer(host.console(script).stdout);
    const versions = () =>
      /"v(\d+) 0"/.exec(host.console("iptables-save; ip6tables-save").stdout)?.[1] ?? "none";

    test("the main timer is a service, it fires, and it leaves no unit behind", async () => {
      const id = newId();
      const answer = call(applyScript(id, 1, { timeout: 3 }));
      expect(answer.answers).toMatchObject([{ kind: "armed", main: "service" }, { kind: "applied" }]);
      expect(host.console(`systemctl is-active sekisho-revert-${id}`).stdout.trim()).toBe("active");
      // The guard is of no help here: only the service may act.
      host.console(`read -r pid </run/sekisho/armed.${id}.guard && kill -9 -$pid`);
      expect(versions()).toBe("1");
      for (
        let tries = 0;
        tries < 100 && !host.console(`ls /run/sekisho`).stdout.includes(`done.rollback.${id}`);
        tries++
      ) {
        await pause(100);
      }
      expect(versions()).toBe("none");
      expect(
        host
          .console(`systemctl list-units --all --plain 'sekisho-revert-*' | grep -c '^sekisho'`)
          .stdout.trim(),
      ).toBe("0");
    });

    test("a confirm ends both timers and installs the boot unit; a restart loads what was confirmed, not what is pending", async () => {
      const id = newId();
      expect(outcome(call(applyScript(id, 1)))).toBe("applied");
      expect(call(confirmScript(id)).answers).toEqual([
        { kind: "confirmed", id, boot: "unit", again: false },
      ]);
      expect(
        host.console(
          `systemctl list-units --all --plain 'sekisho-revert-*' | grep -c '^sekisho'; pgrep -c -f sekisho/timer`,
        ).stdout,
      ).toBe("0\n0\n");
      await host.reboot();
      expect(versions()).toBe("1");
      expect(host.console("systemctl is-active sekisho-firewall").stdout.trim()).toBe("active");

      const next = newId();
      expect(outcome(call(applyScript(next, 2)))).toBe("applied");
      expect(versions()).toBe("2");
      await host.reboot({ hard: true });
      expect(versions()).toBe("1");
      const status = call(buildStatus({ id: next, endWord: newEndWord() }));
      expect(status.answers).toMatchObject([{ kind: "status", state: "unknown-id" }]);
    });
  },
);

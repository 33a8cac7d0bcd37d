import { setTimeout as pause } from "node:timers/promises";
import { test } from "vitest";
import { hostSays, newId, raiseBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";

test("look", async () => {
  const host = await raiseBootedHost(["libpam-systemd"]);
  try {
    host.addAccount("kanri", { sudoers: "ALL=(ALL) NOPASSWD: ALL" });
    host.console("printf '[Login]\\nKillUserProcesses=yes\\n' >/etc/systemd/logind.conf; systemctl restart systemd-logind");
    const id = newId();
    const login = { user: "kanri", sudo: true };
    const t = performance.now();
    const out = await host.apply(id, { ...roleTexts("public-web-server", { admin: [host.machine.outside4, host.machine.outside6] }), timeout: 60 }, login);
    console.log(out.stdout, performance.now() - t);
    for (let i = 0; i < 12; i++) {
      console.log(i, performance.now() - t, host.machine.console(`loginctl list-sessions; systemctl list-units --plain --no-legend 'session-*.scope'; for s in /sys/fs/cgroup/user.slice/user-*.slice/session-*.scope; do echo $s; for p in $(cat $s/cgroup.procs); do ps -o pid,ppid,stat,args -p $p --no-headers | cut -c1-120; done; done; ${hostSays.timers}`).stdout);
      await pause(i < 6 ? 1000 : 5000);
    }
    console.log(host.machine.console("journalctl -b -o short-monotonic -u systemd-logind -u 'session-*' -u 'user*' -n 40").stdout);
  } finally {
    await host.machine.stop();
  }
});

import { describe, expect, test } from "vitest";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import { hostSays, type Login, newId, outcome, useBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";
import { buildInspect } from "./build";
import { parseInspection } from "./parse-inspection";

const obstacle = debianRigObstacle();
const free = "ALL=(ALL) NOPASSWD: ALL";

/** Logins that can work, each with what makes it special. */
const workable: readonly { readonly name: string; readonly what: string; readonly sudoers?: string }[] = [
  { name: "bash", what: "sudo without a password", sudoers: free },
  { name: "dash", what: "dash as login shell" },
  { name: "tcsh", what: "tcsh as login shell" },
  { name: "fish", what: "fish as login shell" },
  {
    name: "exact",
    what: "sudo for the one command that the panel runs",
    sudoers: "ALL=(root) NOPASSWD: /usr/bin/sh -s -- *",
  },
  { name: "path", what: "no sbin directory in the path, also through sudo" },
  { name: "noisy", what: "a profile that prints, and ends in the middle of a line" },
  { name: "pty", what: "sudo that runs everything in a terminal of its own" },
];

const suite = `logins of a host${obstacle ? ` (skipped: ${obstacle})` : ""}`;

describe.skipIf(obstacle !== null)(suite, () => {
  const given = useBootedHost(["tcsh", "fish"], (host) => {
    for (const { name, sudoers = free } of workable) {
      const shell = ["dash", "tcsh", "fish"].includes(name) ? `/bin/${name}` : "/bin/bash";
      host.addAccount(name, { sudoers, shell });
    }
    host.console("echo 'Defaults:path !secure_path' >/etc/sudoers.d/path-defaults");
    host.console("echo 'Defaults:pty use_pty' >/etc/sudoers.d/pty-defaults");
    host.console(`printf 'echo Welcome, operator; echo noise >&2; printf SEKIS\\n' >/home/noisy/.bashrc`);
    host.addAccount("asked", { sudoers: "ALL=(ALL) ALL" });
    host.addAccount("untyped", { sudoers: free });
    host.console("echo 'Defaults:untyped requiretty' >/etc/sudoers.d/untyped-defaults");
    host.addAccount("unlisted");
    host.addAccount("other", { sudoers: "ALL=(root) NOPASSWD: /usr/sbin/iptables" });
  });
  const web = () =>
    roleTexts("public-web-server", { admin: [given.host.machine.outside4, given.host.machine.outside6] });
  const mail = () =>
    roleTexts("mail-server", { admin: [given.host.machine.outside4, given.host.machine.outside6] });

  const inspect = async (login: Login) => {
    const { stdout } = await given.host.call(buildInspect({ endWord: "0".repeat(32) }), login);
    return parseInspection(stdout);
  };

  test.each(workable)(
    "$what: both timers outlive the session, and a fresh login keeps the rules",
    async ({ name }) => {
      const { host } = given;
      await host.keep(web());
      // The profile does print, else the case would be empty.
      const { stdout } = await host.call("echo end\n", { user: name });
      expect(stdout).toBe(name === "noisy" ? "Welcome, operator\nSEKISend\n" : "end\n");
      const plain = await inspect({ user: name });
      // A rule for one command answers no other question: whether it is enough shows with sudo.
      const without = name === "exact" ? "inspect-not-root" : "inspect-needs-sudo";
      expect(plain.ok ? [] : plain.problems.map(({ code }) => code)).toEqual([without]);
      const login = { user: name, sudo: true };
      const facts = await inspect(login);
      expect(facts).toMatchObject({ ok: true, value: { privilege: "sudo", init: "systemd" } });
      const id = newId();
      expect(outcome((await host.apply(id, mail(), login)).stdout)).toBe("applied");
      expect(await host.status(id, login)).toMatchObject({ state: "pending", loaded: true, timers: 2 });
      expect(outcome((await host.confirm(id, login)).stdout)).toBe("confirmed");
      expect(host.live(4)).toBe(mail().rules4);
      expect(host.live(6)).toBe(mail().rules6);
      expect(host.console(hostSays.timers)).toBe("");
    },
  );

  test.each([
    { user: "asked", what: "sudo that asks for a password", sudoSays: /password is required/ },
    { user: "untyped", what: "sudo that wants a terminal", sudoSays: /must have a tty/ },
    {
      user: "other",
      what: "sudo for another command only",
      sudoSays: /password is required|not allowed to execute/,
    },
    { user: "unlisted", what: "no right to use sudo", sudoSays: /password is required|may not run sudo/ },
  ])("$what: a clear refusal, and no rule is touched", async ({ user, sudoSays }) => {
    const { host } = given;
    await host.keep(web());
    const before = host.tables();
    const files = host.console("ls /run/sekisho /var/lib/sekisho");
    const facts = await inspect({ user });
    expect(facts.ok ? [] : facts.problems.map(({ code }) => code)).toEqual(["inspect-not-root"]);
    const id = newId();
    expect(outcome((await host.apply(id, mail(), { user })).stdout)).toBe("failed not-root");
    const throughSudo = await host.apply(id, mail(), { user, sudo: true });
    expect(throughSudo).toMatchObject({ code: 1, stdout: "" });
    expect(throughSudo.stderr).toMatch(sudoSays);
    expect(host.tables()).toBe(before);
    expect(host.console("ls /run/sekisho /var/lib/sekisho")).toBe(files);
  });

  test("no sudo on the host at all: a clear refusal, and no rule is touched", async () => {
    const { host } = given;
    await host.keep(web());
    const before = host.tables();
    host.console("mv /usr/bin/sudo /usr/bin/sudo.away");
    try {
      const facts = await inspect({ user: "bash" });
      expect(facts.ok ? [] : facts.problems.map(({ code }) => code)).toEqual(["inspect-not-root"]);
      expect(outcome((await host.apply(newId(), mail(), { user: "bash" })).stdout)).toBe("failed not-root");
      expect((await host.apply(newId(), mail(), { user: "bash", sudo: true })).code).toBe(127);
      expect(host.tables()).toBe(before);
    } finally {
      host.console("mv /usr/bin/sudo.away /usr/bin/sudo");
    }
  });

  test.each([{ over: 4 }, { over: 6 }] as const)(
    "over IPv$over the connection that loaded the rules cannot keep them, another one can",
    async ({ over }) => {
      const { host } = given;
      await host.until(`ip -6 addr show dev host0 | grep -q 'global *$'`);
      await host.keep(web());
      const id = newId();
      const session = await host.open({ over });
      try {
        expect(outcome((await host.run(session, host.applyScript(id, mail()))).stdout)).toBe("applied");
        expect(outcome((await host.run(session, host.confirmScript(id))).stdout)).toBe(
          "failed same-connection",
        );
      } finally {
        session.close();
      }
      expect(outcome((await host.confirm(id, { over })).stdout)).toBe("confirmed");
    },
  );
});

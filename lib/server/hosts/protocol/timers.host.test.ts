import { beforeEach, describe, expect, test } from "vitest";
import { debianRigObstacle } from "@/e2e/rig/debian-tree";
import { hostSays, newId, outcome, useBootedHost } from "@/lib/server/hosts/testing/booted-host";
import { roleTexts } from "@/lib/server/hosts/testing/role-texts";
import { parseAnswer } from "./parse-answer";

const obstacle = debianRigObstacle();

const suite = `timers of an apply under systemd${obstacle ? ` (skipped: ${obstacle})` : ""}`;

describe.skipIf(obstacle !== null)(suite, () => {
  // With logind, a login has a scope of its own, which ends with it where the administrator wants that.
  const given = useBootedHost(["libpam-systemd"], (host) => {
    host.addAccount("kanri", { sudoers: "ALL=(ALL) NOPASSWD: ALL" });
    host.console("printf '[Login]\\nKillUserProcesses=yes\\n' >/etc/systemd/logind.conf");
    host.console("systemctl restart systemd-logind");
  });
  const web = () =>
    roleTexts("public-web-server", { admin: [given.host.machine.outside4, given.host.machine.outside6] });
  const mail = () =>
    roleTexts("mail-server", { admin: [given.host.machine.outside4, given.host.machine.outside6] });
  let before = "";
  beforeEach(async () => {
    await given.host.keep(web());
    before = given.host.tables();
  });

  async function arm(timeout: number, login = {}) {
    const { host } = given;
    const id = newId();
    const { answers } = parseAnswer((await host.apply(id, { ...mail(), timeout }, login)).stdout);
    expect(answers).toMatchObject([{ kind: "armed", main: "service" }, { kind: "applied" }]);
    return { id, unit: `sekisho-revert-${id}.service` };
  }
  const kill = (id: string, slot: "service" | "guard") =>
    given.host.console(`kill -9 $(cat /run/sekisho/armed.${id}.${slot})`);

  test("the main timer is a service of its own; it outlives its session and a restart of sshd, and acts alone", async () => {
    const { host } = given;
    const { id, unit } = await arm(6);
    expect(host.console(hostSays.units)).toBe(`${unit} active running\n`);
    kill(id, "guard");
    host.console("systemctl restart ssh");
    expect(host.console(hostSays.units)).toBe(`${unit} active running\n`);
    expect(await host.status(id)).toMatchObject({ state: "pending", timers: 1 });
    await host.until(hostSays.ended(id));
    expect(host.tables()).toBe(before);
    await host.until(`! ${hostSays.units} | grep -q .`);
  });

  test("the guard acts when the main timer is killed", async () => {
    const { host } = given;
    const { id, unit } = await arm(3);
    host.console(`systemctl kill --kill-who=all -s KILL ${unit}`);
    expect(await host.status(id)).toMatchObject({ state: "pending", timers: 1 });
    await host.until(hostSays.ended(id));
    expect(host.tables()).toBe(before);
    expect(await host.status(id)).toMatchObject({ state: "rolled-back", reason: "expired", timers: 0 });
    expect(host.console(hostSays.timers)).toBe("");
  });

  test("with both timers killed the next call that changes anything rolls back first", async () => {
    const { host } = given;
    const { id } = await arm(60);
    kill(id, "service");
    kill(id, "guard");
    await host.until(`! ( ${hostSays.timers} ) | grep -q .`);
    expect(await host.status(id)).toMatchObject({ state: "pending", timers: 0 });
    expect(outcome((await host.confirm(id)).stdout)).toBe("rolled-back timers-lost");
    expect(host.tables()).toBe(before);
  });

  test("ending all processes of sshd, sessions included, does not stop the rollback", async () => {
    const { host } = given;
    const { id } = await arm(5);
    host.console(
      "systemctl kill --kill-who=all -s KILL ssh.service; systemctl reset-failed ssh.service; systemctl start ssh.service",
    );
    await host.until(hostSays.ended(id));
    expect(host.tables()).toBe(before);
  });

  test("KillUserProcesses=yes ends what a session started, and the rollback still comes", async () => {
    const { host } = given;
    const login = { user: "kanri", sudo: true };
    const { id, unit } = await arm(5, login);
    // The scope of the login goes with its last session, and the guard was started in it.
    await host.until("! systemctl list-units --plain --no-legend 'session-*.scope' | grep -q kanri");
    expect(host.console(hostSays.units)).toBe(`${unit} active running\n`);
    await host.until(hostSays.ended(id));
    expect(host.tables()).toBe(before);
  });

  test("KillUserProcesses=yes: a confirm over a fresh login of that account keeps the rules, and nothing stays armed", async () => {
    const { host } = given;
    const login = { user: "kanri", sudo: true };
    const { id } = await arm(60, login);
    await host.until("! systemctl list-units --plain --no-legend 'session-*.scope' | grep -q kanri");
    expect(outcome((await host.confirm(id, login)).stdout)).toBe("confirmed");
    expect(host.live(4)).toBe(mail().rules4);
    expect(host.live(6)).toBe(mail().rules6);
    expect(host.console(hostSays.timers)).toBe("");
    await host.until(`! ${hostSays.units} | grep -q .`);
  });
});

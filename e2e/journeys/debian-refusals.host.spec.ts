import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import {
  addDebian,
  agreeToFingerprint,
  fingerprint,
  liveRules,
  openInspected,
  sayWhere,
  shareDebian,
} from "../fixtures/debian";
import {
  awaitConfirmed,
  becomeOwner,
  draftSaved,
  expect,
  startApply,
  startRole,
  test,
} from "../fixtures/journey";
import type { Panel } from "../fixtures/panel";

const debian = shareDebian();

/** Adds the host and drafts a role for it that lets the panel in; answers the address of its page. */
async function addWithDraft(page: Page, panel: Panel): Promise<string> {
  await becomeOwner(page, panel);
  const path = await addDebian(page, panel, debian);
  await startRole(page, path, "Public web server");
  await page.getByRole("button", { name: /Use this panel/ }).click();
  await draftSaved(page);
  return path;
}

async function inspectAgain(page: Page, path: string): Promise<void> {
  await page.goto(path);
  await page.getByRole("button", { name: "Inspect again" }).click();
}

/** What sshd wrote since a moment of the host's clock. */
const sshLog = (since: string) =>
  debian.host.console(`journalctl --sync; journalctl -q -o cat -t sshd --since '@${since}'`).stdout;
const hostClock = () => debian.host.console("date +%s.%N").stdout.trim();

test("a password that is used once lets the panel's key in and is kept nowhere; a wrong one loses nothing typed", async ({
  page,
  panel,
}) => {
  const { host } = debian;
  const password = "once-only 7f3Kq9";
  const wrong = "mistyped 2hV8xw";
  host.console(`echo 'root:${password}' | chpasswd
    echo 'PermitRootLogin yes' >/etc/ssh/sshd_config.d/password.conf
    systemctl restart ssh`);
  const start = hostClock();
  /** The logins since then: `password`, or the fingerprint of the key. */
  const accepted = () => {
    const lines = sshLog(start).match(/^Accepted .*$/gm) ?? [];
    return lines.map((line) => (line.startsWith("Accepted password ") ? "password" : line.split(" ").at(-1)));
  };
  await becomeOwner(page, panel);
  await sayWhere(page, panel, host);
  await page.getByRole("radio", { name: "A password, once" }).click();
  const field = page.getByLabel("Password", { exact: true });

  await test.step("a wrong one: it says so, and nothing typed is lost", async () => {
    await field.fill(wrong);
    await agreeToFingerprint(page, host);
    await expect(page.getByRole("alert").filter({ hasText: "that the password is right" })).toBeVisible();
    await expect(page.getByLabel("Name", { exact: true })).toHaveValue("debian");
    await expect(page.getByLabel("Address", { exact: true })).toHaveValue(host.address4);
    await expect(field).toHaveValue(wrong);
  });

  const path = await test.step("the right one: the panel's key is in, and signs in from now on", async () => {
    await field.fill(password);
    await agreeToFingerprint(page, host);
    const opened = await openInspected(page);
    host.console("rm /etc/ssh/sshd_config.d/password.conf; passwd -q -l root; systemctl restart ssh");
    await inspectAgain(page, opened);
    await expect.poll(() => accepted().length).toBe(3);
    return opened;
  });
  const added = host
    .console("tail -n +2 /root/.ssh/authorized_keys >/run/added && ssh-keygen -lf /run/added")
    .stdout.split(" ")[1];
  expect(accepted()).toEqual(["password", added, added]);

  await test.step("neither is kept: not on disk, not in the log, not in the page", async () => {
    const files = readdirSync(panel.dataFolder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    await page.goto(path);
    const places = new Map(files.map((file) => [file, readFileSync(file)]));
    places.set("the log", Buffer.from(panel.output()));
    places.set("the page", Buffer.from(await page.content()));
    const holding = (text: string) => [...places.keys()].filter((place) => places.get(place)?.includes(text));
    expect(holding(host.address4)).toEqual(
      expect.arrayContaining([expect.stringMatching(/\.db/), "the page"]),
    );
    expect(holding(password)).toEqual([]);
    expect(holding(wrong)).toEqual([]);
  });
});

test("a host key that changed: both fingerprints are shown, and nothing is sent before it is trusted", async ({
  page,
  panel,
}) => {
  const { host } = debian;
  const path = await addWithDraft(page, panel);
  const pinned = fingerprint(host);
  host.console(`rm /etc/ssh/ssh_host_*; ssh-keygen -A
    echo 'LogLevel DEBUG1' >/etc/ssh/sshd_config.d/log.conf
    systemctl restart ssh`);
  const start = hostClock();
  const shown = fingerprint(host);
  expect(shown).not.toBe(pinned);
  const both = `Nothing was sent. Pinned: ${pinned}. Shown now: ${shown}.`;

  await inspectAgain(page, path);
  await expect(page.getByText(both)).toBeVisible();
  await startApply(page, path);
  await expect(page.getByRole("heading", { name: "Refused: the host was not touched" })).toBeVisible();
  await expect(page.getByText(both)).toBeVisible();

  // The log of sshd is whole when only its listener is left.
  await expect.poll(() => host.console("pgrep -xc sshd").stdout.trim()).toBe("1");
  expect(sshLog(start)).toContain(`Connection from ${host.outside4}`);
  expect(sshLog(start)).not.toContain("userauth-request");
});

test("a host without its iptables program: the page says what to do, nothing is applied until it is back", async ({
  page,
  panel,
}) => {
  const { host } = debian;
  const advice = "The host has no iptables programs. Install the package iptables.";
  const path = await addWithDraft(page, panel);
  const before = liveRules(host);

  await test.step("gone after the review: the apply is refused before the host is touched", async () => {
    await page.goto(`${path}/review`);
    await expect(page.getByRole("button", { name: "Apply to debian" })).toBeEnabled();
    host.console("mv /usr/sbin/iptables /root/");
    await page.getByRole("button", { name: "Apply to debian" }).click();
    await expect(page.getByRole("heading", { name: "Refused: the host was not touched" })).toBeVisible();
    await expect(page.getByText(advice)).toBeVisible();
    expect(liveRules(host)).toEqual(before);
  });

  await test.step("still gone: the host's page and the review name it, and no apply can be started", async () => {
    await inspectAgain(page, path);
    await expect(page.getByText(advice)).toBeVisible();
    await page.goto(`${path}/review`);
    await expect(page.getByText(advice)).toBeVisible();
    await expect(page.getByRole("button", { name: "Apply to debian" })).toBeDisabled();
  });

  host.console("mv /root/iptables /usr/sbin/");
  await startApply(page, path);
  await awaitConfirmed(page);
  expect(liveRules(host).four).toContain("-A INPUT -j SEKISHO-IN");
});

test("another active manager is named, and nothing is applied before the operator decides to keep it", async ({
  page,
  panel,
}) => {
  const { host } = debian;
  host.console(`printf '[Service]\\nExecStart=/bin/sleep infinity\\n' >/etc/systemd/system/firewalld.service
    systemctl daemon-reload; systemctl start firewalld`);
  const path = await addWithDraft(page, panel);
  const before = liveRules(host);
  expect(host.console("systemctl is-active firewalld").stdout.trim()).toBe("active");

  await page.goto(`${path}/review`);
  await expect(page.getByText("Something else manages this firewall: firewalld")).toBeVisible();
  const apply = page.getByRole("button", { name: "Apply to debian" });
  await expect(apply).toBeDisabled();
  await page.getByRole("checkbox", { name: "Keep firewalld beside ours" }).click();
  await page.getByRole("button", { name: "Keep them" }).click();
  await expect(apply).toBeEnabled();
  await expect(page.getByText("Something else manages this firewall")).toBeHidden();
  expect(liveRules(host)).toEqual(before);
  await apply.click();
  await awaitConfirmed(page);
  expect(liveRules(host).four).toContain("-A INPUT -j SEKISHO-IN");
});

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { becomeOwner, draftSaved, expect, startApply, startRole, test } from "../fixtures/journey";
import { type DebianHost, raiseDebianHost } from "../rig/debian-host";
import { debianRigObstacle } from "../rig/debian-tree";

const obstacle = debianRigObstacle();
let folder: string;
let host: DebianHost;

test.beforeAll(async () => {
  test.skip(obstacle !== null, obstacle ?? "");
  folder = mkdtempSync(join(tmpdir(), "sekisho-key-"));
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", join(folder, "key")]);
  host = await raiseDebianHost(readFileSync(join(folder, "key.pub"), "utf8").trim());
});
test.afterAll(async () => {
  await host?.stop();
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test("a Debian VPS with systemd: added, protected, restarted after the confirm and restarted while armed", async ({
  page,
  panel,
  complaints,
}) => {
  // The container's cable comes and goes with its restarts.
  complaints.allowed.push(/ERR_NETWORK_CHANGED/);
  await becomeOwner(page, panel);

  const path = await test.step("add it: the fingerprint that is shown is the host's own", async () => {
    await page.goto(`${panel.url}/hosts/new`);
    await page.getByLabel("Name", { exact: true }).fill("debian");
    await page.getByLabel("Address", { exact: true }).fill(host.address4);
    await page.getByRole("radio", { name: "A key of yours" }).click();
    await page.getByLabel("Private key").fill(readFileSync(join(folder, "key"), "utf8"));
    await page.getByRole("button", { name: "Ask for its fingerprint" }).click();
    const own = host.console("ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub").stdout.split(" ")[1] ?? "";
    await expect(page.getByText(own)).toBeVisible();
    await page.getByRole("button", { name: "It is. Pin it and inspect" }).click();
    await expect(page.getByText("Everything was read")).toBeVisible({ timeout: 30_000 });
    await page.getByRole("link", { name: "Open the host" }).click();
    await page.waitForURL(/\/hosts\/[0-9a-f-]{36}$/);
    return page.url();
  });

  await startRole(page, path, "Public web server");
  await page.getByRole("button", { name: /Use this panel/ }).click();
  await draftSaved(page);
  await startApply(page, path);
  await expect(page.getByRole("heading", { name: "Confirmed: the new rules stay" })).toBeVisible();
  const rules = (program: string) =>
    host.console(`${program}-save -t filter | grep -E '^(:SEKISHO|-A)' | sed 's/ \\[.*//'`).stdout;
  const confirmed = { four: rules("iptables"), six: rules("ip6tables") };
  expect(confirmed.four).toContain("-A INPUT -j SEKISHO-IN");
  expect(confirmed.six).toContain("-A INPUT -j SEKISHO-IN");

  await test.step("a restart after the confirm: the rules are there before the network is", async () => {
    await host.reboot();
    expect({ four: rules("iptables"), six: rules("ip6tables") }).toEqual(confirmed);
    const order = host.console(
      "systemctl show -p ActiveEnterTimestampMonotonic --value sekisho-firewall.service systemd-networkd.service",
    );
    const [firewall = 0, network = 0] = order.stdout.trim().split(/\s+/).map(Number);
    expect(firewall).toBeGreaterThan(0);
    expect(firewall).toBeLessThan(network);
  });

  await test.step("a restart while armed: the confirmed rules come back, and the panel says so", async () => {
    await page.goto(`${path}/edit/protections`);
    await page.getByRole("switch", { name: "Answer ping" }).click();
    await draftSaved(page);
    await startApply(page, path, { ask: true });
    await expect(page.getByRole("button", { name: "Keep" })).toBeVisible();
    await expect.poll(() => rules("iptables")).not.toEqual(confirmed.four);
    await host.reboot();
    expect({ four: rules("iptables"), six: rules("ip6tables") }).toEqual(confirmed);
    await page.getByRole("button", { name: "Keep" }).click();
    await expect(page.getByText("The host was restarted before the rules were confirmed")).toBeVisible({
      timeout: 60_000,
    });
  });
});

import { addDebian, liveRules, shareDebian } from "../fixtures/debian";
import {
  awaitConfirmed,
  becomeOwner,
  draftSaved,
  expect,
  startApply,
  startRole,
  test,
} from "../fixtures/journey";

const debian = shareDebian();

test("a Debian VPS with systemd: added, protected, restarted after the confirm and restarted while armed", async ({
  page,
  panel,
}) => {
  const { host } = debian;
  await becomeOwner(page, panel);

  const path = await test.step("add it: the fingerprint that is shown is the host's own", () =>
    addDebian(page, panel, debian));

  await startRole(page, path, "Public web server");
  await page.getByRole("button", { name: /Use this panel/ }).click();
  await draftSaved(page);
  await startApply(page, path);
  await awaitConfirmed(page);
  const confirmed = liveRules(host);
  expect(confirmed.four).toContain("-A INPUT -j SEKISHO-IN");
  expect(confirmed.six).toContain("-A INPUT -j SEKISHO-IN");

  await test.step("a restart after the confirm: the rules are there before the network is", async () => {
    await host.reboot();
    expect(liveRules(host)).toEqual(confirmed);
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
    await expect.poll(() => liveRules(host).four).not.toEqual(confirmed.four);
    await host.reboot();
    expect(liveRules(host)).toEqual(confirmed);
    await page.getByRole("button", { name: "Keep" }).click();
    await expect(page.getByText("The host was restarted before the rules were confirmed")).toBeVisible();
  });
});

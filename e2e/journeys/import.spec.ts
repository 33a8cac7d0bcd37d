import AxeBuilder from "@axe-core/playwright";
import { becomeOwner, expect, raisePractice, test } from "../fixtures/journey";
import { onPractice } from "../rig/practice-console";

/** As an administrator writes them, with a program that bans addresses and a rule that a policy has no word for. */
const byHand = `set -e
iptables -N f2b-sshd
iptables -A f2b-sshd -s 198.51.100.77 -j REJECT
iptables -A f2b-sshd -j RETURN
iptables -A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
iptables -A INPUT -i lo -j ACCEPT
iptables -A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
iptables -A INPUT -p tcp --dport 22 -j ACCEPT
iptables -A INPUT -p tcp -m multiport --dports 80,443 -j ACCEPT
iptables -A INPUT -s 192.0.2.0/27 -p tcp --dport 3306 -j ACCEPT
iptables -A INPUT -p gre -j ACCEPT
iptables -P INPUT DROP`;

test("rules written by hand become a draft: what fits, what is others', what would change, and the host untouched", async ({
  page,
  panel,
  browser,
}) => {
  await becomeOwner(page, panel);
  const host = await raisePractice(page);

  await test.step("a host without rules has nothing to take over: the wizard asks for a role", async () => {
    await page.goto(`${host}/import`);
    await page.waitForURL(/\/edit\/role$/);
  });

  expect(onPractice(panel.dataFolder, byHand).code).toBe(0);
  const saved = onPractice(panel.dataFolder, "iptables-save | grep -v '^[#:]'").stdout;

  await test.step("the host's page leads there once it was inspected", async () => {
    await page.goto(host);
    await page.getByRole("button", { name: "Inspect again" }).click();
    await page.getByRole("link", { name: "Look at its rules" }).click();
    await expect(page.getByRole("heading", { name: "Rules that are already here" })).toBeVisible();
  });

  const group = (title: string) => page.getByRole("group").filter({ hasText: title });
  await test.step("every rule is told once, in its group", async () => {
    await expect(group("Becomes your policy")).toContainText("anyone may reach http, https");
    await expect(group("Becomes your policy")).toContainText(
      "-A INPUT -s 192.0.2.0/27 -p tcp -m tcp --dport 3306",
    );
    await expect(group("Not in the policy")).toContainText("-A INPUT -p gre -j ACCEPT");
    await group("Other programs’, kept").locator("summary").click();
    await expect(group("Other programs’, kept")).toContainText("fail2ban: refuses addresses");
    await expect(page.getByText("IPv6 is open to everybody")).toBeVisible();
  });

  await test.step("each way says what it would change", async () => {
    const way = (name: string) => page.getByRole("radio", { name });
    await expect(page.getByText("The panel still gets in over SSH.")).toBeVisible();
    await expect(page.getByText("3 rules are asked before ours, as today")).toBeVisible();
    const unasked = page.getByText(/stay on the host and are no longer asked/);
    await expect(unasked).toBeVisible();
    // The comparison comes when it is computed.
    const closed = page.getByRole("region", { name: "No longer reachable" });
    await expect(closed.getByRole("listitem").first()).toBeVisible();
    await way("Keep them beside").click();
    await expect(page).toHaveURL(/choice=beside/);
    await expect(page.getByText(/rules are asked as today/)).toBeVisible();
    await expect(unasked).toHaveCount(0);
    await expect(page.getByText("Nothing changes for connections as programs open them.")).toBeVisible();
    await way("Take them over").click();
    await expect(closed.getByRole("listitem").first()).toBeVisible();
  });

  await test.step("it reads well on a phone, in Japanese and by night", async () => {
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    const phone = await browser.newContext({
      storageState: await page.context().storageState(),
      viewport: { width: 390, height: 844 },
      locale: "ja-JP",
      colorScheme: "dark",
    });
    const other = await phone.newPage();
    await other.goto(`${host}/import`);
    await expect(other.getByRole("heading", { name: "すでにある規則" })).toBeVisible();
    expect(await other.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
    expect((await new AxeBuilder({ page: other }).analyze()).violations.map(({ id }) => id)).toEqual([]);
    await phone.close();
  });

  await test.step("the draft is written, and the host is as it was", async () => {
    await page.getByRole("button", { name: "Write this draft" }).click();
    await page.waitForURL(/\/edit\/services$/);
    for (const name of ["ssh", "http", "https", "mysql"]) {
      await expect(page.getByRole("main").getByText(name, { exact: true }).first()).toBeVisible();
    }
    expect(onPractice(panel.dataFolder, "iptables-save | grep -v '^[#:]'").stdout).toBe(saved);
    await page.goto(`${panel.url}/objects/networks`);
    await expect(page.getByRole("main")).toContainText("192.0.2.0/27");
    await page.goto(`${panel.url}/audit`);
    await expect(page.getByRole("main")).toContainText("made live rules the draft of");
  });

  await test.step("the review of it compiles, and nobody is locked out", async () => {
    await page.goto(`${host}/review`);
    await expect(page.getByRole("button", { name: /^Apply to / })).toBeVisible();
  });
});

import type { Page } from "@playwright/test";
import { awaitConfirmed, confirmedPractice, expect, startApply, test } from "../fixtures/journey";
import { lookAll, two } from "../fixtures/look";
import { onPractice } from "../rig/practice-console";

/** On the console of the VPS, past the panel. */
function byHand(dataFolder: string, script: string): void {
  const { code, stderr } = onPractice(dataFolder, script);
  if (code !== 0) throw new Error(stderr);
}

/** Reads the host, and waits for the page that tells of that reading. */
async function lookNow(page: Page, host: string, word: string): Promise<void> {
  if (page.url() !== host) await page.goto(host);
  const section = page.getByRole("region", { name: "Live rules" });
  const readAt = section
    .locator("p", { hasText: /(^|· )read / })
    .locator("time")
    .last();
  const pressed = Date.now();
  await section.getByRole("button", { name: "Look now" }).click();
  await expect
    .poll(async () => Date.parse((await readAt.getAttribute("datetime")) ?? ""), { timeout: 60_000 })
    .toBeGreaterThan(pressed);
  await expect(section.getByText(word, { exact: true })).toBeVisible();
}

test("a rule put in by hand is told as drift with who gets in, and putting back cures it", async ({
  page,
  panel,
  browser,
}) => {
  const host = await confirmedPractice(page, panel, "Blank");
  await lookNow(page, host, "as confirmed");
  await lookAll(browser, page, [{ name: "drift-none", address: host, layouts: two }]);

  byHand(panel.dataFolder, "iptables -I SEKISHO-IN -p tcp --dport 9999 -j ACCEPT");
  await lookNow(page, host, "drift");
  const section = page.getByRole("region", { name: "Live rules" });
  await expect(section.getByRole("region", { name: "Newly reachable" })).toContainText("9999");
  await expect(section.getByText("No restart and no other firewall manager was found")).toBeVisible();
  await page.goto(panel.url);
  await expect(page.getByRole("row").filter({ hasText: "practice" })).toContainText("drift");
  await lookAll(browser, page, [
    { name: "drift-hosts", address: panel.url, layouts: two },
    { name: "drift-own", address: host, layouts: two },
  ]);

  await page.goto(host);
  await section.getByRole("button", { name: "Put back" }).click();
  await page.waitForURL(/\/review$/);
  await expect(page.getByRole("region", { name: "No longer reachable" })).toContainText("9999");
  await startApply(page, host);
  await awaitConfirmed(page);
  expect(onPractice(panel.dataFolder, "iptables-save").stdout).not.toContain("9999");
  await lookNow(page, host, "as confirmed");
});

test("what others changed is told by chain, ignored by its name, and looked at again", async ({
  page,
  panel,
  browser,
}) => {
  const host = await confirmedPractice(page, panel, "Blank");
  // From here on others' rules are measured from what the host holds now.
  await lookNow(page, host, "as confirmed");

  byHand(
    panel.dataFolder,
    "iptables -N f2b-sshd && iptables -A f2b-sshd -s 203.0.113.77 -j REJECT && iptables -I INPUT -j f2b-sshd",
  );
  await lookNow(page, host, "others changed");
  const section = page.getByRole("region", { name: "Live rules" });
  await lookAll(browser, page, [{ name: "drift-others", address: host, layouts: two }]);
  await section.getByRole("button", { name: "Ignore the chain f2b-sshd" }).click();
  await expect(section.getByText("as confirmed", { exact: true })).toBeVisible({ timeout: 60_000 });
  await lookAll(browser, page, [{ name: "drift-ignored", address: host, layouts: two }]);

  byHand(panel.dataFolder, "iptables -A f2b-sshd -s 203.0.113.78 -j REJECT");
  await lookNow(page, host, "as confirmed");
  await section.getByRole("button", { name: "Look at the chain f2b-sshd again" }).click();
  await expect(section.getByText("others changed", { exact: true })).toBeVisible({ timeout: 60_000 });

  // Our chain drifts as well: accepted, it becomes the draft.
  byHand(
    panel.dataFolder,
    "iptables -I SEKISHO-IN -s 203.0.113.50 -p tcp --dport 3306 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT",
  );
  await lookNow(page, host, "drift");
  await section.getByRole("button", { name: "Accept as a new revision" }).click();
  await page.waitForURL(/\/review$/);
  await startApply(page, host);
  await awaitConfirmed(page);
  expect(onPractice(panel.dataFolder, "iptables-save").stdout).toContain("--dport 3306");

  // What others changed was not taken by that: it stays told until somebody takes it as it is shown.
  await lookNow(page, host, "others changed");
  await section.getByRole("button", { name: "Take these rules as they are" }).click();
  await expect(section.getByText("as confirmed", { exact: true })).toBeVisible({ timeout: 60_000 });
});

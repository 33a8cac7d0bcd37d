import type { Page } from "@playwright/test";
import { awaitConfirmed, confirmedPractice, expect, startApply, test } from "../fixtures/journey";
import { onPractice } from "../rig/practice-console";

/** Asks what a restart would bring back, and waits until another answer than before is there. */
async function rehearse(page: Page, host: string, answer: string): Promise<void> {
  await page.goto(host);
  await page.getByRole("button", { name: "Rehearse now" }).click();
  await expect(page.getByText(answer)).toBeVisible({ timeout: 120_000 });
}

test("a restart is rehearsed after each confirm, one that finds damaged rules loads the minimal set, and a host can be left", async ({
  page,
  panel,
}) => {
  // Three logins for each rehearsal, two applies and a restart: more than the others take on a busy machine.
  test.setTimeout(600_000);
  const own = (program: string) =>
    onPractice(panel.dataFolder, `${program}-save -t filter | grep SEKISHO`).stdout.replace(/ \[.*\]/g, "");
  const host = await confirmedPractice(page, panel, "Public web server");
  const confirmed = own("iptables");

  await test.step("what a restart would bring back is known without asking", async () => {
    await expect(async () => {
      await page.goto(host);
      await expect(page.getByText("same rules again")).toBeVisible({ timeout: 1_000 });
    }).toPass({ timeout: 120_000 });
    await expect(page.getByText("after the confirm.")).toBeVisible();
  });

  await test.step("damage in what is stored is found before the restart, and told in meaning", async () => {
    expect(
      onPractice(
        panel.dataFolder,
        "head -c 200 /var/lib/sekisho/rules.v4 >/tmp/cut; cat /tmp/cut >/var/lib/sekisho/rules.v4",
      ).code,
    ).toBe(0);
    await rehearse(page, host, "SSH for administrators alone");
    await expect(page.getByText("The minimal set would be in force")).toBeVisible();
    await expect(page.getByRole("heading", { name: "No longer reachable" })).toBeVisible();
    expect(own("iptables"), "a rehearsal changes nothing").toBe(confirmed);
  });

  await test.step("the restart loads the minimal set, the panel gets in, and the page says so", async () => {
    await page.getByRole("button", { name: "Restart this VPS" }).click();
    const restart = page.getByRole("alertdialog");
    if (await restart.isVisible()) await restart.getByRole("button", { name: /Restart/ }).click();
    await expect(() => expect(own("iptables")).not.toBe(confirmed)).toPass({ timeout: 60_000 });
    await expect(() => expect(own("iptables")).toContain("-A SEKISHO-IN -j DROP")).toPass({
      timeout: 60_000,
    });
    expect(own("iptables")).toMatch(/-A SEKISHO-IN -s \S+ -p tcp -m tcp --dport 22 -j ACCEPT/);
    expect(own("iptables")).not.toContain("443");
    expect(own("ip6tables")).toContain("443");
    await expect(async () => {
      await page.goto(host);
      await page.getByRole("button", { name: "Inspect again" }).click();
      await expect(page.getByText("The last start did not load all confirmed rules")).toBeVisible({
        timeout: 10_000,
      });
    }).toPass({ timeout: 90_000 });
    await expect(page.getByText("IPv4: only the minimal set was loaded")).toBeVisible();
  });

  await test.step("the next apply mends it", async () => {
    await startApply(page, host);
    await awaitConfirmed(page);
    await rehearse(page, host, "same rules again");
    await expect(page.getByText("The last start did not load all confirmed rules")).toHaveCount(0);
  });

  await test.step("leaving says what can be reached afterwards, and wants the name", async () => {
    await page.getByRole("button", { name: /^More actions for/ }).click();
    await page.getByRole("menuitem", { name: "Stop managing this host" }).click();
    await expect(page.getByRole("heading", { name: "Stop managing practice" })).toBeVisible();
    await expect(page.getByRole("heading", { name: "Newly reachable" })).toBeVisible({ timeout: 60_000 });
    await expect(page.getByText("Yes, it gets in")).toBeVisible();
    const start = page.getByRole("button", { name: "Take everything off" });
    await expect(start).toBeDisabled();
    await page.getByLabel(/Type the host’s name/).fill("practise");
    await expect(start).toBeDisabled();
    await page.getByLabel(/Type the host’s name/).fill("practice");
    await start.click();
    await page.waitForURL(/\/applies\/[0-9a-f-]{36}$/);
    await expect(page.getByRole("heading", { name: "Nothing of ours is left on this host" })).toBeVisible({
      timeout: 60_000,
    });
  });

  await test.step("the host is in no list any more, and its history can be read", async () => {
    const apply = page.url();
    await page.goto(panel.url);
    await expect(page.getByRole("link", { name: "practice" })).toHaveCount(0);
    await page.goto(`${host}/history`);
    await expect(page.getByRole("row").filter({ hasText: "Everything of ours taken off" })).toContainText(
      "confirmed",
    );
    await page.goto(apply);
    await expect(page.getByRole("heading", { name: "Nothing of ours is left on this host" })).toBeVisible();
  });
});

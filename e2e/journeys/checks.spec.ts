import type { Page } from "@playwright/test";
import { confirmedSandbox, expect, test } from "../fixtures/journey";
import { lookAll, two } from "../fixtures/look";
import { onPractice } from "../rig/practice-console";

/** Whom nobody may reach from the sandbox, and who answers there; an address of the partner, who may be reached. */
const outside = "198.51.100.53";
const partner = "192.0.2.74";

/** Somebody opens a way out and shuts a service, in IPv4 alone. */
const byHand = `set -e
iptables -I OUTPUT -p tcp -d ${outside} --dport 443 -j ACCEPT
iptables -I INPUT -p tcp --dport 443 -j DROP`;

/** Silence takes its time, for each batch of checks. */
const whole = { timeout: 120_000 };

/** Runs the checks and waits for the run: each has an address of its own among the runs. */
async function run(page: Page, number: number): Promise<void> {
  await page.getByRole("button", { name: "Run the checks" }).click();
  if (number === 1) await expect(page.getByText(/^Run .* by Aki Mori\./)).toBeVisible(whole);
  else {
    const runs = page.getByRole("region", { name: "Runs" }).getByRole("link");
    await expect(runs).toHaveCount(number, whole);
  }
  await expect(page.getByRole("button", { name: "Run the checks" })).toBeEnabled();
}

const row = (page: Page, place: string, check: string) =>
  page
    .getByRole("table", { name: place })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${check} ?(a |must|may|added)`) }) });

test("checks hold what real packets meet against the confirmed rules, and a rule put in by hand is a disagreement", async ({
  page,
  panel,
  browser,
}) => {
  const host = await confirmedSandbox(page, panel);

  const fromPanel = "From the panel";
  const fromHost = "From the host itself";
  await test.step("what was confirmed holds", async () => {
    await page.goto(`${host}/checks`);
    await expect(page.getByRole("heading", { name: "Nothing was checked yet" })).toBeVisible();
    await page.getByLabel("Address or name").fill(partner);
    await page.getByLabel("Port").fill("443");
    await page.getByRole("button", { name: "Add" }).click();
    await expect(page.getByRole("button", { name: `Remove tcp ${partner} 443` })).toBeVisible();
    await run(page, 1);
    await expect(page.getByText("Expected is what apply 1 confirmed.")).toBeVisible();
    const web = row(page, fromPanel, "tcp 443");
    await expect(web).toContainText("as intended");
    await expect(web.getByRole("cell").nth(1)).toContainText("works");
    await expect(web.getByRole("cell").nth(2)).toContainText("works");
    await expect(row(page, fromHost, `tcp ${partner} 443`)).toContainText("as intended");
    const shut = row(page, fromHost, `tcp ${outside} 443`);
    await expect(shut.getByRole("cell").nth(1)).toContainText("refused");
    await expect(shut).toContainText("as intended");
    await expect(page.getByText("less protected")).toHaveCount(0);
    await expect(page.getByText("more closed")).toHaveCount(0);
  });

  await test.step("what somebody opened and shut is told, with the rule", async () => {
    expect(onPractice(panel.dataFolder, byHand)).toMatchObject({ code: 0 });
    await run(page, 2);
    const open = row(page, fromHost, `tcp ${outside} 443`);
    await expect(open).toContainText("less protected");
    await expect(open.getByRole("cell").nth(1)).toContainText("works");
    const web = row(page, fromPanel, "tcp 443");
    await expect(web).toContainText("more closed");
    await expect(web).toContainText("-A INPUT -p tcp -m tcp --dport 443 -j DROP");
    await expect(web.getByRole("cell").nth(1)).toContainText("no answer");
    await expect(web.getByRole("cell").nth(2)).toContainText("works");
    await lookAll(browser, page, [{ name: "checks", address: `${host}/checks`, layouts: two }]);
  });

  await test.step("the run before is on record", async () => {
    await page.getByRole("region", { name: "Runs" }).getByRole("link").last().click();
    await page.waitForURL(/\?run=/);
    await expect(row(page, fromPanel, "tcp 443")).toContainText("as intended");
  });
});

import { awaitConfirmed, confirmedPractice, draftSaved, expect, startApply, test } from "../fixtures/journey";
import { onPractice } from "../rig/practice-console";

test("edit, apply again, compare the two, and go back to the first", async ({ page, panel }) => {
  const host = await confirmedPractice(page, panel, "Public web server");
  const first = onPractice(panel.dataFolder, "iptables-save -t filter").stdout;

  await test.step("edit: nobody may ping any more", async () => {
    await page.goto(`${host}/edit/protections`);
    await page.getByRole("switch", { name: "Answer ping" }).click();
    await draftSaved(page);
  });
  await startApply(page, host, { ask: true });
  await page.getByRole("button", { name: "Keep" }).click();
  await awaitConfirmed(page);
  expect(onPractice(panel.dataFolder, "iptables-save").stdout).not.toContain("--icmp-type 8");

  await test.step("compare the two", async () => {
    await page.goto(`${host}/history`);
    for (const number of [1, 2]) {
      await page
        .getByRole("row")
        .filter({ hasText: `Apply ${number}` })
        .getByRole("checkbox")
        .click();
    }
    await page
      .getByRole("link", { name: /Compare/ })
      .or(page.getByRole("button", { name: /Compare/ }))
      .click();
    await page.waitForURL(/\/history\/compare/);
    await expect(page.getByText(/Answer ping/).first()).toBeVisible();
  });

  await test.step("go back to the first, which is an apply of its own", async () => {
    await page.goto(`${host}/history`);
    await page.getByRole("row").filter({ hasText: "Apply 1" }).getByRole("link", { name: "Apply 1" }).click();
    await page.getByRole("button", { name: /revert|go back|bring .* back/i }).click();
    await page.waitForURL(/\/review$/);
    await startApply(page, host);
    await awaitConfirmed(page);
  });
  const plain = (text: string) => text.replace(/^#.*\n|\[\d+:\d+\]/gm, "");
  expect(plain(onPractice(panel.dataFolder, "iptables-save -t filter").stdout)).toBe(plain(first));
  await page.goto(`${host}/history`);
  await expect(page.getByRole("row").filter({ hasText: "Apply 3" })).toContainText("confirmed");
});

import { confirmedPractice, expect, test } from "../fixtures/journey";
import { lookAll, two } from "../fixtures/look";
import { onPractice } from "../rig/practice-console";

/** What others write beside our rules: a VPN's chain in front, and IPv6 left open. */
const past = `set -e
iptables -N ts-input; iptables -A ts-input -i tailscale0 -j ACCEPT; iptables -I INPUT -j ts-input
ip6tables -D INPUT -j SEKISHO-IN`;

test("what listens is told with who gets to it, past which rules, and leads to where it is mended", async ({
  page,
  panel,
  browser,
}) => {
  const host = await confirmedPractice(page, panel, "Public web server");

  await page
    .getByRole("navigation", { name: /^Views of / })
    .getByRole("link", { name: "Overview" })
    .click();
  await page.getByRole("link", { name: /^What listens/ }).click();
  await page.waitForURL(/\/exposure$/);
  const reached = page.getByRole("region", { name: /^Reached from outside/ });
  const ssh = reached.getByRole("rowgroup").filter({ has: page.getByText("tcp 22", { exact: true }) });
  await expect(ssh).toContainText("office");
  await expect(ssh).toContainText("office → everything, accept");
  await expect(page.getByRole("region", { name: /^Reached past our rules/ })).toHaveCount(0);
  await ssh.getByRole("link", { name: "Change who" }).click();
  await page.waitForURL(/\/edit\/services#rule-/);

  expect(onPractice(panel.dataFolder, past)).toMatchObject({ code: 0 });
  await page.goto(`${host}/exposure`);
  const read = page.waitForResponse(/\/inspection$/);
  await page.getByRole("button", { name: "Inspect again" }).click();
  await (await read).finished();
  const around = page.getByRole("region", { name: /^Reached past our rules/ });
  await expect(page.getByText("IPv6 is not filtered by this panel")).toBeVisible();
  const open = around.getByRole("rowgroup").filter({ has: page.getByText("tcp 22", { exact: true }) });
  await expect(open).toContainText("Nothing filters this family");
  await expect(open).toContainText("written by Tailscale");
  await open.getByRole("link", { name: "filter ts-input, rule 1" }).click();
  await expect(page.getByRole("heading", { name: "Explain", level: 1 })).toBeVisible();
  await lookAll(browser, page, [{ name: "exposure", address: `${host}/exposure`, layouts: two }]);
});

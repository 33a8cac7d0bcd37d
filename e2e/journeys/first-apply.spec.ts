import {
  addSource,
  awaitConfirmed,
  becomeOwner,
  expect,
  raisePractice,
  startApply,
  startRole,
  test,
} from "../fixtures/journey";
import { onPractice } from "../rig/practice-console";

test("from the first start to a confirmed ruleset on a host", async ({ page, panel }) => {
  await becomeOwner(page, panel);

  await test.step("the setup link works once", async () => {
    await page.goto(panel.setupLink);
    await expect(page.getByLabel("Your name")).toHaveCount(0);
    await page.goto(panel.url);
  });

  const host = await test.step("a practice VPS is raised and inspected", async () => {
    await page.goto(panel.url);
    const path = await raisePractice(page);
    await expect(page.getByText("Nothing of ours on this host yet")).toBeVisible();
    return path;
  });
  expect(onPractice(panel.dataFolder, "iptables-save").stdout).not.toContain("SEKISHO");

  await startRole(page, host, "Public web server");
  await addSource(page, "Administrator", "office");
  expect(
    onPractice(panel.dataFolder, "iptables-save").stdout,
    "a draft never touches the host",
  ).not.toContain("SEKISHO");

  await test.step("the review says what will happen, before it happens", async () => {
    await page.goto(`${host}/review`);
    await expect(page.getByText("Yes, it gets in")).toBeVisible();
    await expect(page.getByRole("heading", { name: "No longer reachable" })).toBeVisible();
    await page.getByText("In the policy’s words").click();
    await expect(page.getByText("office may reach everything")).toBeVisible();
  });

  await startApply(page, host);
  await awaitConfirmed(page);

  await test.step("the host itself holds the rules, in both families, and for its next boot", async () => {
    for (const program of ["iptables", "ip6tables"]) {
      const { stdout } = onPractice(panel.dataFolder, `${program}-save`);
      expect(stdout).toContain("-A INPUT -j SEKISHO-IN");
      expect(stdout).toMatch(/-A SEKISHO-IN .*--dports 80,443|-A SEKISHO-IN .*--dport 443/);
      expect(stdout).toContain("-A SEKISHO-IN -j DROP");
    }
    expect(onPractice(panel.dataFolder, "cat /var/lib/sekisho/rules.v6").stdout).toContain("SEKISHO-IN");
    expect(
      onPractice(panel.dataFolder, "ls /run/sekisho/armed.* 2>/dev/null").stdout,
      "no timer is left",
    ).toBe("");
  });

  await test.step("the history has it", async () => {
    await page.goto(`${host}/history`);
    const row = page.getByRole("row").filter({ hasText: "Apply 1" });
    await expect(row).toContainText("confirmed");
    await expect(row).toContainText("Aki Mori");
    await expect(row).toContainText("Public web server");
  });
});

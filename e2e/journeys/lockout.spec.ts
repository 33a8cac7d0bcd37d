import {
  addSource,
  becomeOwner,
  expect,
  raisePractice,
  startApply,
  startRole,
  test,
} from "../fixtures/journey";
import { onPractice } from "../rig/practice-console";

test("a policy that locks the panel out is undone by the host alone, and the history says why", async ({
  page,
  panel,
}) => {
  await becomeOwner(page, panel);
  const host = await raisePractice(page);
  await startRole(page, host, "Blank");
  // The panel sits in the office.
  await addSource(page, "Administrator", "partner");

  await page.goto(`${host}/review`);
  await expect(page.getByText("No, it would be locked out")).toBeVisible();
  await expect(page.getByRole("button", { name: "Apply anyway" })).toBeDisabled();

  await startApply(page, host, { anyway: true, seconds: 30 });
  await expect(
    page
      .getByText("Do nothing and the old rules come back")
      .or(page.getByText("Unless the proof succeeds, the old rules come back")),
  ).toBeVisible();
  await expect
    .poll(() => onPractice(panel.dataFolder, "iptables-save").stdout, { message: "the lockout is real" })
    .toContain("-A INPUT -j SEKISHO-IN");

  await expect(
    page.getByRole("heading", { name: "Rolled back: the old rules are in force again" }),
  ).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText("The time ran out before the new rules were proven")).toBeVisible();
  for (const program of ["iptables", "ip6tables"]) {
    expect(onPractice(panel.dataFolder, `${program}-save`).stdout).not.toContain("SEKISHO");
  }

  await page.goto(`${host}/history`);
  await expect(page.getByRole("row").filter({ hasText: "Apply 1" })).toContainText("rolled back");
});

test("the panel is killed while the host waits: after the restart it finds out the truth and shows it", async ({
  page,
  panel,
  complaints,
}) => {
  // The page notices that its panel is gone.
  complaints.allowed.push(
    /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED|ERR_CONNECTION_RESET|Failed to fetch|Failed to load/,
    // What an answer throws that was being read when the panel died.
    /^(TypeError: )?network error$/,
  );
  await becomeOwner(page, panel);
  const host = await raisePractice(page);
  await startRole(page, host, "Blank");
  await addSource(page, "Administrator", "partner");
  const apply = await startApply(page, host, { anyway: true, seconds: 30 });
  await expect
    .poll(() => onPractice(panel.dataFolder, "iptables-save").stdout)
    .toContain("-A INPUT -j SEKISHO-IN");

  await panel.kill();
  await expect
    .poll(() => onPractice(panel.dataFolder, "iptables-save").stdout, {
      message: "the host needs no panel to come back",
      timeout: 60_000,
    })
    .not.toContain("SEKISHO");

  await panel.start();
  await page.goto(apply);
  await expect(
    page.getByRole("heading", { name: "Rolled back: the old rules are in force again" }),
  ).toBeVisible({ timeout: 60_000 });
});

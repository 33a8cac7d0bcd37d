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

test("a drill shuts the panel out on purpose, the host comes back alone, and the pages say since when that is proven", async ({
  page,
  panel,
}) => {
  const rules = () =>
    ["iptables", "ip6tables"].map((program) =>
      onPractice(panel.dataFolder, `${program}-save`)
        .stdout.split("\n")
        .filter((line) => line.includes("SEKISHO"))
        .map((line) => line.replace(/ \[\d+:\d+\]$/, ""))
        .join("\n"),
    );
  await becomeOwner(page, panel);
  const host = await raisePractice(page);
  await startRole(page, host, "Blank");
  await addSource(page, "Administrator", "office");
  await startApply(page, host);
  await expect(page.getByRole("heading", { name: "Confirmed: the new rules stay" })).toBeVisible({
    timeout: 60_000,
  });
  const before = rules();
  expect(before[0]).toContain("-A INPUT -j SEKISHO-IN");

  await page.goto(new URL("/", host).href);
  await expect(page.getByText("1 host has no proven rollback in 90 days")).toBeVisible();
  await page.goto(host);
  await expect(page.getByText("It has never been rehearsed on this host")).toBeVisible();
  await page.getByRole("button", { name: "Rehearse the rollback" }).click();

  await expect(page.getByRole("heading", { name: "Drill 2" })).toBeVisible();
  await expect(page.getByText("The host opens again by itself")).toBeVisible();
  await expect(page.getByRole("button", { name: "Keep" })).toHaveCount(0);
  expect(rules().join()).toContain("drill: dropped on purpose");

  const proven = page.getByRole("heading", { name: "Proven: this host brings its rules back by itself" });
  await expect(proven).toBeVisible({ timeout: 90_000 });
  expect(rules()).toEqual(before);
  await expect(page.getByText("A new SSH connection did not get in.").first()).toBeVisible();

  await page.goto(host);
  await expect(page.getByText(/^Last proven/)).toBeVisible();
  await page.goto(`${host}/history`);
  await expect(page.getByRole("row").filter({ hasText: "Drill 2" })).toContainText("rollback proven");
  await page.goto(new URL("/", host).href);
  await expect(page.getByRole("link", { name: "practice" }).first()).toBeVisible();
  await expect(page.getByText("no proven rollback")).toHaveCount(0);
});

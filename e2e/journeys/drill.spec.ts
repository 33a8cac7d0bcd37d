import { spawn } from "node:child_process";
import { once } from "node:events";
import { confirmedPractice, expect, owner, test } from "../fixtures/journey";
import { onPractice } from "../rig/practice-console";

/** The command line as an operator uses it, beside the panel. */
async function sekisho(words: readonly string[], password: string) {
  const child = spawn(process.execPath, ["bin/sekisho.mjs", ...words], {
    env: { ...process.env, SEKISHO_EMAIL: owner.email, SEKISHO_PASSWORD: password },
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (data) => {
      said += data;
    });
  const [code] = await once(child, "close");
  return { code, said };
}

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
  const host = await confirmedPractice(page, panel, "Blank");
  const before = rules();
  expect(before[0]).toContain("-A INPUT -j SEKISHO-IN");

  await page.goto(new URL("/", host).href);
  await expect(page.getByText("1 host has no proven rollback in 90 days")).toBeVisible();
  await page.goto(host);
  await expect(page.getByText("It has never been rehearsed on this host")).toBeVisible();
  await page.getByRole("button", { name: "Rehearse the rollback" }).click();
  await page.getByRole("button", { name: "Start the drill" }).click();

  await expect(page.getByRole("heading", { name: "Drill 2" })).toBeVisible();
  await expect(page.getByText("The host opens again by itself")).toBeVisible();
  await expect(page.getByRole("button", { name: "Keep" })).toHaveCount(0);
  expect(rules().join()).toContain("drill: dropped on purpose");

  const proven = page.getByRole("heading", { name: "Proven: this host brings its rules back by itself" });
  await expect(proven).toBeVisible({ timeout: 90_000 });
  expect(rules()).toEqual(before);
  await expect(
    page.getByText("A new SSH connection got no answer: the panel is shut out").first(),
  ).toBeVisible();

  await page.goto(host);
  await expect(page.getByText(/^Last proven/)).toBeVisible();
  await page.goto(`${host}/history`);
  await expect(page.getByRole("row").filter({ hasText: "Drill 2" })).toContainText("rollback proven");
  await page.goto(new URL("/", host).href);
  await expect(page.getByRole("link", { name: "practice" }).first()).toBeVisible();
  await expect(page.getByText("no proven rollback")).toHaveCount(0);

  const drill = (name: string, password = owner.password) =>
    sekisho(["drill", name, "--panel", panel.url], password);
  const refused = [await drill("practice", "wrong"), await drill("elsewhere")];
  expect(refused.map(({ code }) => code)).toEqual([2, 2]);
  expect(refused[0]?.said).toContain("the panel refuses");
  expect(refused[1]?.said).toContain("There are: practice");
  const proof = await drill("practice");
  expect(proof).toMatchObject({ code: 0 });
  expect(proof.said).toContain("practice: proven");
  expect(rules()).toEqual(before);
  await page.goto(`${host}/history`);
  await expect(page.getByRole("row").filter({ hasText: "Drill 3" })).toContainText("rollback proven");
});

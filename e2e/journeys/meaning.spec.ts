import { vantagePoints, vps } from "@/lib/server/practice/topology.mjs";
import { addSource, awaitConfirmed, confirmedPractice, expect, startApply, test } from "../fixtures/journey";
import { probeOutcomes } from "../rig/probe-outcomes";

/** A new connection to the VPS's SSH from a place, in each family. */
const toSsh = (from: "branch" | "partner") =>
  ([4, 6] as const).map((family) => ({ from, family, protocol: "tcp" as const, port: 22 }));

const partner = vantagePoints.partner.ipv4.address;

test("what the review says a changed source changes is what a real probe meets before and after", async ({
  page,
  panel,
}) => {
  const host = await confirmedPractice(page, panel, "Public web server");
  const probes = [...toSsh("branch"), ...toSsh("partner")];
  const probe = () => probeOutcomes(panel.dataFolder, host.split("/").at(-1) ?? "", probes);

  await test.step("nothing changes for any packet while the draft is what the host holds", async () => {
    await page.goto(`${host}/review`);
    await expect(page.getByText("Nothing changes for any packet")).toBeVisible();
  });

  await page.goto(`${host}/edit/sources`);
  await addSource(page, "Administrator", "branch");
  await page.goto(`${host}/review`);
  const opened = page.getByRole("region", { name: "Newly reachable" });
  const row = opened.getByRole("listitem");
  const rowOf = { hasText: /branch.*everything except.*drop.*accept.*v4.*v6/s };

  await test.step("one row says who gets in now, in both families", async () => {
    await expect(row).toHaveCount(1);
    await expect(row.filter(rowOf)).toBeVisible();
    await expect(page.getByRole("region", { name: "No longer reachable" })).toHaveCount(0);
    expect(await probe()).toEqual(["timed-out", "timed-out", "timed-out", "timed-out"]);
  });

  await test.step("its packet is dropped by the live rules and accepted by the draft's", async () => {
    await row.locator("summary").click();
    await expect(row).toContainText(/tcp from 192\.0\.2\.\d+ to 203\.0\.113\.10, port 22/);
    await expect(row).toContainText("-s 192.0.2.32/27");
    const answer = page.getByRole("region", { name: "The answer" }).getByRole("status");
    await row.getByRole("link", { name: "Explain it: live rules" }).click();
    await expect(answer).toContainText("Dropped");
    expect(new URL(page.url()).searchParams.get("to")).toBe(vps.ipv4[0]);
    await page.goBack();
    await row.locator("summary").click();
    await row.getByRole("link", { name: "Explain it: draft" }).click();
    await expect(answer).toContainText("Accepted");
  });

  const address = await startApply(page, host);
  await awaitConfirmed(page);
  expect(await probe()).toEqual(["works", "works", "timed-out", "timed-out"]);

  await test.step("the apply and the comparison with the one before say the same", async () => {
    await page.goto(address);
    await expect(row.filter(rowOf)).toBeVisible();
    await page.goto(`${host}/history`);
    for (const number of [1, 2]) {
      await page.getByRole("checkbox", { name: `Select apply ${number}` }).click();
    }
    await page.getByRole("link", { name: /Compare/ }).click();
    await page.waitForURL(/\/history\/compare/);
    await expect(row.filter(rowOf)).toBeVisible();
  });

  await test.step("a guest is let in for an hour: the review says to what and on what it hangs, and the host lists the end", async () => {
    await page.goto(host);
    await page.getByRole("button", { name: "Let somebody in for a while" }).click();
    await page.getByLabel("From which address").fill("somewhere");
    await page.getByRole("button", { name: "Look at what it opens" }).click();
    await expect(page.getByText("Write one address")).toBeVisible();
    await page.getByLabel("From which address").fill(partner);
    await page.getByLabel("For how long").selectOption("1 hour");
    await page.getByRole("button", { name: "Look at what it opens" }).click();
    await page.waitForURL(/\/review$/);
    await expect(row.filter({ hasText: `guest ${partner}` })).toContainText("ssh");
    await expect(row).toContainText(/until \d{4}-\d\d-\d\d/);
    await startApply(page, host);
    await awaitConfirmed(page);
    expect(await probe()).toEqual(["works", "works", "works", "timed-out"]);
    await page.goto(host);
    await expect(page.getByText(/^until /)).toBeVisible();
  });
});

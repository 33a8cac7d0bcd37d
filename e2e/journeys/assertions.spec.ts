import type { Page } from "@playwright/test";
import {
  addSource,
  awaitConfirmed,
  becomeOwner,
  draftSaved,
  expect,
  raisePractice,
  startRole,
  test,
} from "../fixtures/journey";

const section = (page: Page) => page.getByRole("region", { name: "What has to be true" });

/** What the grid says of one cell. */
async function stateOf(page: Page, who: string, what: string): Promise<string> {
  const link = page.getByRole("link", { name: new RegExp(`^${who} → ${what}: `) });
  return (await link.getAttribute("aria-label"))?.replace(/^.*: /, "") ?? "";
}

test("an assertion is answered while it is typed, stops the apply when it is not true, and the grid says what packets do", async ({
  page,
  panel,
}) => {
  await becomeOwner(page, panel);
  const host = await raisePractice(page);
  await startRole(page, host, "Public web server");
  await addSource(page, "Administrator", "office");

  await test.step("it is answered as it is typed, with the packet that says otherwise", async () => {
    await page.goto(`${host}/edit/protections`);
    const box = section(page).first();
    const line = box.getByRole("textbox", { name: "New assertion" });
    // A press waits until the page's program runs; letters do not.
    await line.click();
    await line.pressSequentially("nobody but office reaches tcp 6379");
    await expect(box.getByRole("textbox", { name: "Assertion 1" })).toHaveValue(
      "nobody but office reaches tcp 6379",
    );
    await expect(box.getByText("True", { exact: true })).toBeVisible();
    await box.getByRole("textbox", { name: "Assertion 1" }).fill("nobody but office reaches tcp 443");
    await expect(box.getByText("Not true", { exact: true })).toBeVisible();
    await expect(box.getByText(/^This packet gets through: .* tcp .*443/)).toHaveCount(2);
    await box.getByRole("textbox", { name: "Assertion 1" }).fill("nobody but office");
    await expect(box.getByRole("alert")).toContainText("does not reach");
    await box.getByRole("textbox", { name: "Assertion 1" }).fill("nobody but office reaches https");
    await expect(box.getByText("Not true", { exact: true })).toBeVisible();
    await draftSaved(page);
  });

  await test.step("the review shows it, and nothing is applied unless that is wanted", async () => {
    await page.goto(`${host}/review`);
    await expect(page.getByText("Yes, it gets in")).toBeVisible();
    await expect(page.getByText("All of office get in")).toBeVisible();
    await expect(section(page).getByText("Not true", { exact: true })).toBeVisible();
    await expect(page.getByRole("button", { name: "Apply anyway" })).toBeDisabled();
    await page.getByRole("checkbox", { name: "Apply although not all that you asserted is true" }).click();
    await page.getByRole("button", { name: "Apply anyway" }).click();
    await awaitConfirmed(page);
  });

  await test.step("the grid of the live rules agrees with packets that are really sent", async () => {
    await page.goto(host);
    await page.getByRole("button", { name: "Inspect again" }).click();
    await page.getByRole("button", { name: "Try all" }).click();
    const probes = page.getByRole("table", { name: "What each place sees" });
    await expect(probes).toHaveAttribute("aria-busy", "false", { timeout: 90_000 });
    const heads = await probes.getByRole("columnheader").allInnerTexts();
    const seen = async (place: string, target: string) =>
      (
        await probes
          .getByRole("row", { name: place })
          .getByRole("cell")
          .nth(heads.indexOf(target) - 1)
          .innerText()
      ).trim();
    const real: Record<string, string> = {};
    const targets = {
      "tcp 80": "http",
      "tcp 443": "https",
      "tcp 25": "tcp 25",
      "tcp 6379": "tcp 6379",
    } as const;
    for (const place of ["Office", "Branch", "Partner"]) {
      for (const target of Object.keys(targets)) real[`${place} ${target}`] = await seen(place, target);
    }
    expect(new Set(Object.values(real)), "both answers occur").toEqual(new Set(["works", "no answer"]));
    await page.goto(`${host}/reach?rules=live`);
    await expect(page.getByRole("link", { name: /^anyone → https: all$/ })).toBeVisible();
    for (const place of ["Office", "Branch", "Partner"]) {
      for (const [target, service] of Object.entries(targets)) {
        const told = await stateOf(page, place.toLowerCase(), service);
        expect(told, `${place} → ${target}`).toBe(real[`${place} ${target}`] === "works" ? "all" : "nobody");
      }
    }
  });

  await test.step("a cell tells exactly who, and leads to the page that explains its packet", async () => {
    await page.getByRole("link", { name: /^anyone → tcp 6379: some$/ }).click();
    const cell = page.getByRole("dialog", { name: "anyone → tcp 6379" });
    const four = cell.locator("section").filter({ hasText: "IPv4" });
    await expect(four.getByRole("definition").first()).toContainText(/^office/);
    await cell.getByRole("link", { name: "What happens to this packet" }).first().click();
    await expect(page).toHaveURL(/\/explain\?.*port=6379/);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  });
});

import type { Page } from "@playwright/test";
import { awaitConfirmed, confirmedPractice, confirmedSandbox, expect, test } from "../fixtures/journey";
import { lookAll, pictured, two } from "../fixtures/look";
import { onPractice, onPracticeInternet } from "../rig/practice-console";

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

/** What the host itself tried. */
const row = (page: Page, check: string) =>
  page
    .getByRole("table", { name: "From the host itself" })
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^${check} ?(a |must|may|added)`) }) });

const places = ["Panel", "Office", "Branch", "Partner", "Anybody"] as const;
const matrixOf = (page: Page) =>
  page.getByRole("table", { name: "What connections from each place met at each port" });

/** What a place met at a port; pressed, it opens. */
const cell = (page: Page, place: (typeof places)[number], port: number) =>
  matrixOf(page)
    .getByRole("row")
    .filter({ has: page.getByRole("rowheader", { name: new RegExp(`^tcp ${port}(?!\\d)`) }) })
    .first()
    .getByRole("cell")
    .nth(places.indexOf(place))
    .getByRole("button");

test("checks hold what real packets meet against the confirmed rules, and a rule put in by hand is a disagreement", async ({
  page,
  panel,
  browser,
}) => {
  const host = await confirmedSandbox(page, panel);

  await test.step("what was confirmed holds", async () => {
    await page.goto(`${host}/checks`);
    await expect(page.getByRole("heading", { name: "Nothing was checked yet" })).toBeVisible();
    await page.getByLabel("Address or name").fill(partner);
    await page.getByLabel("Port").fill("443");
    await page.getByRole("button", { name: "Add" }).click();
    await expect(page.getByRole("button", { name: `Remove tcp ${partner} 443` })).toBeVisible();
    const progress = page.getByRole("list", { name: "Progress of the checks" });
    // Silence is waited for behind each of these, so that they are seen.
    const seen = expect(progress.getByRole("listitem")).toHaveCount(6, whole);
    await run(page, 1);
    await seen;
    await expect(progress).toHaveCount(0);
    await expect(page.getByText("Expected is what apply 1 confirmed.")).toBeVisible();
    await expect(cell(page, "Panel", 443)).toHaveText("v4worksv6works");
    await expect(cell(page, "Anybody", 443)).toHaveText("v4no answerv6no answer");
    await expect(row(page, `tcp ${partner} 443`)).toContainText("as intended");
    const shut = row(page, `tcp ${outside} 443`);
    await expect(shut.getByRole("cell").nth(1)).toContainText("refused");
    await expect(shut).toContainText("as intended");
    await expect(page.getByText("less protected")).toHaveCount(0);
    await expect(page.getByText("more closed")).toHaveCount(0);
  });

  await test.step("what somebody opened and shut is told, with the rule", async () => {
    expect(onPractice(panel.dataFolder, byHand)).toMatchObject({ code: 0 });
    await run(page, 2);
    const open = row(page, `tcp ${outside} 443`);
    await expect(open).toContainText("less protected");
    await expect(open.getByRole("cell").nth(1)).toContainText("works");
    await open.getByRole("button", { name: `tcp ${outside} 443` }).click();
    await expect(page.getByRole("region", { name: `tcp ${outside} 443, Host` })).toContainText(
      `-A OUTPUT -d ${outside}/32 -p tcp -m tcp --dport 443 -j ACCEPT`,
    );
    const web = cell(page, "Panel", 443);
    await expect(web).toHaveText("v4no answerv6worksmore closed");
    await web.click();
    await expect(page.getByRole("region", { name: "tcp 443, Panel" })).toContainText(
      "-A INPUT -p tcp -m tcp --dport 443 -j DROP",
    );
    await lookAll(browser, page, [{ name: "checks", address: `${host}/checks`, layouts: two }]);
  });

  await test.step("the run before is on record", async () => {
    await page.getByRole("region", { name: "Runs" }).getByRole("link").last().click();
    await page.waitForURL(/\?run=/);
    await expect(cell(page, "Panel", 443)).toHaveText("v4worksv6works");
  });
});

test("a practice VPS is tried from the four places of its internet, and the matrix shows who gets in where, in each family", async ({
  page,
  panel,
  browser,
}) => {
  // Two runs and two applies that require checks: each waits for silence.
  test.setTimeout(600_000);
  const host = await confirmedPractice(page, panel, "Public web server");

  await test.step("each place meets what the rules mean for it: the evidence of the apply that was confirmed", async () => {
    const evidence = page.getByRole("region", { name: "Checks" });
    await expect(evidence).toContainText("Nothing was checked under these rules yet.");
    await evidence.getByRole("button", { name: "Run the checks" }).click();
    await expect(evidence).toContainText(/as intended: \d+/, whole);
    await evidence.getByRole("link", { name: "What each of them met" }).click();
    await page.waitForURL(/\/checks\?run=/);
    await expect(page.getByText("Expected is what apply 1 confirmed.")).toBeVisible();
    await expect(matrixOf(page).getByRole("columnheader")).toHaveText(["Port", ...places]);
    for (const place of places) await expect(cell(page, place, 443)).toHaveText("v4worksv6works");
    for (const inside of ["Panel", "Office"] as const) {
      await expect(cell(page, inside, 22)).toHaveText("v4worksv6works");
    }
    for (const stranger of ["Branch", "Partner", "Anybody"] as const) {
      await expect(cell(page, stranger, 22)).toHaveText("v4no answerv6no answer");
      await expect(cell(page, stranger, 6379)).toHaveText("v4no answerv6no answer");
    }
    await expect(page.getByText("less protected")).toHaveCount(0);
    await expect(page.getByText("more closed")).toHaveCount(0);
  });

  await test.step("a cell that is pressed says by which rule it is so, and leads to the explanation of its packet", async () => {
    await cell(page, "Branch", 22).click();
    const shut = page.getByRole("region", { name: "tcp 22, Branch" });
    await expect(shut).toContainText("No rule opens it: the end of the list refuses it.");
    await cell(page, "Anybody", 443).click();
    const open = page.getByRole("region", { name: "tcp 443, Anybody" });
    await expect(open).toContainText("Line of the policy: anyone → ");
    await open.getByRole("link", { name: "Explain this packet" }).last().click();
    await page.waitForURL(/\/explain\?/);
    await expect(page.getByLabel("From", { exact: true })).toHaveValue("2001:db8:ffff::77");
    await expect(page.getByRole("region", { name: "The answer" }).getByRole("status")).toContainText(
      "Accepted",
    );
  });

  await test.step("what somebody opens for everybody in one family stands out, with the rule", async () => {
    await page.goto(`${host}/checks`);
    const opened = onPractice(panel.dataFolder, "ip6tables -I INPUT -p tcp --dport 6379 -j ACCEPT");
    expect(opened).toMatchObject({ code: 0 });
    await run(page, 2);
    const redis = cell(page, "Anybody", 6379);
    await expect(redis).toHaveText("v4no answerv6worksless protected");
    await expect(cell(page, "Office", 6379)).toHaveText("v4worksv6works");
    await redis.click();
    await expect(page.getByRole("region", { name: "tcp 6379, Anybody" })).toContainText(
      "-A INPUT -p tcp -m tcp --dport 6379 -j ACCEPT",
    );
    const open = async (visitor: Page) => {
      // The second language has other words in the same places.
      const matrix = visitor.getByRole("table").first();
      await matrix.getByRole("row").filter({ hasText: "6379" }).getByRole("button").last().click();
    };
    const address = `${host}/checks`;
    await lookAll(browser, page, [
      { name: "checks-matrix", address, layouts: two },
      { name: "checks-matrix-open", address, layouts: pictured, act: open },
    ]);
  });

  const required = async () => {
    await page.goto(`${host}/review`);
    await page.getByRole("switch", { name: "Also require checks" }).click();
    await page.getByRole("button", { name: /^Apply to / }).click();
    await page.waitForURL(/\/applies\/[0-9a-f-]{36}$/);
    return page.url();
  };
  const between = "OUTPUT -s 2001:db8:4::74 -p tcp --dport 443 -j DROP";

  const turnOn = (visitor: Page) => visitor.getByRole("switch").click();
  const asking = { name: "review-require-checks", address: `${host}/review`, layouts: pictured, act: turnOn };

  await test.step("an apply that requires checks goes back when one of them fails, and names it", async () => {
    // Somebody between the partner and the host: its rules know nothing of that.
    expect(onPracticeInternet(panel.dataFolder, `ip6tables -A ${between}`)).toMatchObject({ code: 0 });
    const address = await required();
    await expect(page.getByRole("heading", { name: /^Rolled back: / })).toBeVisible(whole);
    const told = "Partner → tcp 443 at 2001:db8:113::10: intended “works”, met “no answer”.";
    await expect(page.getByRole("region", { name: "On record" })).toContainText(told);
    await expect(page.getByText(told)).toHaveCount(2);
    await lookAll(browser, page, [{ name: "checks-required-failed", address, layouts: two }, asking]);
  });

  await test.step("and stays when all of them hold, with the run as its evidence", async () => {
    expect(onPracticeInternet(panel.dataFolder, `ip6tables -D ${between}`)).toMatchObject({ code: 0 });
    const address = await required();
    await awaitConfirmed(page);
    const told = page.getByText(/Required checks: \d+ of \d+ met what the rules mean/);
    const [, total] = / of (\d+) /.exec(await told.innerText()) ?? [];
    // The proof and the run that is its evidence count alike.
    await expect(page.getByRole("region", { name: "Checks" })).toContainText(`${total} checks`);
    await expect(page.getByRole("region", { name: "Checks" })).toContainText(/as intended: \d+/);
    await lookAll(browser, page, [{ name: "checks-required", address, layouts: two }]);
  });
});

import type { Page } from "@playwright/test";
import {
  addDestination,
  addSource,
  awaitConfirmed,
  becomeOwner,
  draftSaved,
  expect,
  raisePractice,
  startApply,
  startRole,
  test,
} from "../fixtures/journey";
import { lookAll, two } from "../fixtures/look";
import { onPractice, onPracticeInternet } from "../rig/practice-console";

/** A database: it takes connections and keeps them. */
const database = `import socket
server = socket.create_server(("0.0.0.0", 5432))
print("up", flush=True)
held = []
while True:
    held.append(server.accept())`;

/** A program of the account deploy, named as PHP's is: how a connection to 5432 of a place begins. */
const asPhp = `import ctypes, errno, os, socket, sys, time
ctypes.CDLL(None).prctl(15, b"php-fpm8.2", 0, 0, 0)
os.setgid(1000); os.setuid(1000)
try:
    held = socket.create_connection((sys.argv[1], 5432), 60)
    print("works", flush=True)
except OSError as error:
    print(errno.errorcode.get(error.errno, "silent"), flush=True)
print("up", flush=True)
time.sleep(600)`;

/** Somebody on the internet who opens a connection to the VPS and keeps it. */
const guest = `import socket, time
held = socket.create_connection(("203.0.113.10", 5432), 60, ("198.51.100.77", 0))
print("up", flush=True)
time.sleep(600)`;

/** Starts a program that stays, and answers what it said until it was up. */
const start = (text: string, words = "") => `
out=/run/$$.out; : >$out
setsid python3 -c '${text}' ${words} >$out 2>&1 </dev/null &
i=0; until grep -q up $out; do i=$((i+1)); [ $i -lt 600 ] || { cat $out >&2; exit 1; }; sleep 0.1; done; cat $out`;

const blockedRow = (page: Page, text: string) =>
  page
    .getByRole("table", { name: /^What was refused/ })
    .getByRole("row")
    .filter({ hasText: text });

test("an observing sandbox says that it does not protect, lets a forbidden attempt pass, and lists it as what would have been refused", async ({
  page,
  panel,
  browser,
}) => {
  const elsewhere = "198.51.100.53";
  await becomeOwner(page, panel);
  const host = await raisePractice(page);

  await test.step("the switch is in the wizard, which says what it means", async () => {
    await startRole(page, host, "Egress sandbox");
    await addSource(page, "Administrator", "office");
    await page.goto(`${host}/edit/client`);
    await addDestination(page, "partner");
    await expect(page.getByText("what leaves is only observed, not held back")).toHaveCount(0);
    await page.getByRole("radio", { name: /^Only observe, protect nothing/ }).click();
    await expect(page.getByText("With this draft what leaves is only observed, not held back")).toBeVisible();
    const picture = page.getByRole("group", { name: /^Who reaches what on / }).filter({ visible: true });
    await expect(picture.getByText("only observed", { exact: true })).toBeVisible();
    await draftSaved(page);
    await page.goto(`${host}/review`);
    await expect(page.getByText("With this draft what leaves is only observed, not held back")).toBeVisible();
  });

  const applied = await test.step("applied, the pages of the apply and of the host say so too", async () => {
    const address = await startApply(page, host);
    await awaitConfirmed(page);
    await expect(page.getByText("These rules only observe what leaves, and hold nothing back")).toBeVisible();
    await page.goto(host);
    await expect(
      page.getByText("What leaves this VPS is only observed, not held back").first(),
    ).toBeVisible();
    return address;
  });

  await test.step("a program's forbidden attempt passes, and appears in words of its own", async () => {
    expect(onPracticeInternet(panel.dataFolder, start(database))).toMatchObject({ code: 0, stderr: "" });
    await page.goto(`${host}/blocked?answer=observed`);
    await expect(page.getByText("This host keeps no log of its own")).toBeVisible();
    await expect(page.getByText("What leaves this VPS is only observed, not held back")).toBeVisible();
    const php = onPractice(panel.dataFolder, start(asPhp, elsewhere));
    expect(php).toMatchObject({ code: 0, stdout: "works\nup\n" });
    const row = blockedRow(page, "tcp 5432");
    for (const text of [elsewhere, "account deploy", "php-fpm8.2", "would have been refused"]) {
      await expect(row).toContainText(text);
    }
    await page.getByLabel("What came of it").selectOption("Refused");
    await expect(row).toHaveCount(0);
    await page.getByLabel("What came of it").selectOption("Would have been refused");
    await expect(row).toHaveCount(1);
  });

  await lookAll(browser, page, [
    { name: "observe-host", address: host, layouts: two },
    { name: "observe-apply", address: applied, layouts: two },
    { name: "observe-client", address: `${host}/edit/client`, layouts: two },
    { name: "observe-review", address: `${host}/review`, layouts: two },
    { name: "observe-blocked", address: `${host}/blocked`, layouts: two },
  ]);

  await test.step("one click allows the destination in the draft", async () => {
    // The page was left open: this host keeps no log, so that who comes later finds nothing.
    await page.getByRole("button", { name: /^Allow this destination…: .* tcp 5432$/ }).click();
    await page.waitForURL(/\/edit\/client#rule-to-1$/);
    await expect(page.getByRole("button", { name: `Remove ${elsewhere}` })).toBeVisible();
  });
});

test("who has a connection open when the host is looked at is told beside what a rule allows, and one click narrows the draft", async ({
  page,
  panel,
  browser,
}) => {
  await becomeOwner(page, panel);
  const host = await raisePractice(page);

  await test.step("a rule lets anyone reach the database", async () => {
    await startRole(page, host, "Blank");
    await addSource(page, "Administrator", "office");
    await page.goto(`${host}/edit/services`);
    await page.getByRole("button", { name: "Add a rule", exact: true }).click();
    const form = page.locator("#form-rule");
    await form.getByRole("button", { name: "Add source" }).click();
    await page.getByRole("option", { name: "anyone" }).click();
    await page.keyboard.press("Escape");
    await form.getByRole("button", { name: "Add service" }).click();
    await page.getByRole("option", { name: "postgresql" }).click();
    await page.keyboard.press("Escape");
    await draftSaved(page);
    await startApply(page, host);
    await awaitConfirmed(page);
    await page.goto(`${host}/usage`);
    await expect(page.getByText("Nobody has looked yet")).toBeVisible();
  });

  await test.step("a look sees who is connected", async () => {
    expect(onPractice(panel.dataFolder, start(database))).toMatchObject({ code: 0, stderr: "" });
    expect(onPracticeInternet(panel.dataFolder, start(guest))).toMatchObject({ code: 0, stderr: "" });
    await page.getByRole("button", { name: "Look now" }).click();
    await expect(page.getByText("Narrow it?")).toBeVisible({ timeout: 120_000 });
    await expect(page.getByRole("list", { name: "Rules that let in more than came" })).toContainText(
      /postgresql: one source network in (one day|2 days) \(198\.51\.100\.0\/24\), allowed: anyone\. Narrow it\?/,
    );
    await expect(page.getByText("Too little to narrow by")).toBeVisible();
  });

  await lookAll(browser, page, [{ name: "usage", address: `${host}/usage`, layouts: two }]);

  await test.step("one click writes the draft, and nothing on the host", async () => {
    const rules = () => onPractice(panel.dataFolder, "iptables-save | grep -v '^[#:]'").stdout;
    const confirmed = rules();
    await page.getByRole("button", { name: "Narrow it in the draft: postgresql" }).click();
    await page.waitForURL(/\/edit\/services#rule-rule$/);
    await expect(page.getByRole("button", { name: /^Remove postgresql seen / })).toBeVisible();
    await page.goto(`${host}/review`);
    await expect(page.getByRole("button", { name: /^Apply to / })).toBeVisible();
    expect(rules()).toBe(confirmed);
  });
});

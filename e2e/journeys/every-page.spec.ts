import type { Page } from "@playwright/test";
import {
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
import { eight, lookAll, pictured, pictures, two, unfold, type View } from "../fixtures/look";
import { onPractice } from "../rig/practice-console";

/** Rules as an administrator writes them, with a program that bans addresses, and a rule that no policy has a word for. */
const byHand = `set -e
iptables -N f2b-sshd
iptables -A f2b-sshd -s 198.51.100.77 -j REJECT
iptables -A f2b-sshd -j RETURN
iptables -A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd
iptables -A INPUT -i lo -j ACCEPT
iptables -A INPUT -m state --state ESTABLISHED,RELATED -j ACCEPT
iptables -A INPUT -p tcp -m multiport --dports 22,80,443 -j ACCEPT
iptables -A INPUT -s 192.0.2.0/27 -p tcp --dport 3306 -j ACCEPT
iptables -A INPUT -p gre -j ACCEPT
iptables -P INPUT DROP`;

/** What is left of them: the program's own. */
const handsOff = `set -e
iptables -P INPUT ACCEPT
iptables -F INPUT
iptables -A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd`;

async function inspectAgain(page: Page, host: string): Promise<void> {
  await page.goto(host);
  const button = page.getByRole("button", { name: "Inspect again" });
  const read = page.waitForResponse(/\/inspection$/);
  await button.click();
  await (await read).finished();
  await expect(button).toBeEnabled();
}

async function assertion(page: Page, line: string): Promise<void> {
  const box = page.getByRole("textbox", { name: "New assertion" });
  await box.click();
  await box.pressSequentially(line);
  await draftSaved(page);
}

/** The cell of everybody and SSH's port: some get in, others do not. */
async function openCell(page: Page): Promise<void> {
  await page.getByRole("link", { name: /^(anyone|誰でも) → (ssh|tcp 22)[:：]/ }).click();
  await expect(page.getByRole("dialog").getByRole("heading", { level: 3 }).first()).toBeVisible();
}

/** What no host has to do with, and one network and one service. */
async function objectPages(page: Page, url: string): Promise<readonly View[]> {
  const other = await page.context().newPage();
  await other.goto(`${url}/objects/networks`);
  const network = await other.getByRole("link", { name: "office" }).first().getAttribute("href");
  await other.goto(`${url}/objects/services`);
  const service = await other.getByRole("link", { name: "https" }).first().getAttribute("href");
  await other.close();
  return views(two, {
    "hosts-new": `${url}/hosts/new`,
    networks: `${url}/objects/networks`,
    network: `${url}${network}`,
    "network-new": `${url}/objects/networks/new`,
    services: `${url}/objects/services`,
    service: `${url}${service}`,
    "service-new": `${url}/objects/services/new`,
    settings: `${url}/settings`,
    glossary: `${url}/glossary`,
  });
}

const views = (layouts: View["layouts"], pages: Readonly<Record<string, string>>): readonly View[] =>
  Object.entries(pages).map(([name, address]) => ({ name, address, layouts }));

test("every page reads well in both languages, by day and night, on a desk and on a phone", async ({
  page,
  panel,
  browser,
}) => {
  // Looking is slow, and four times as much of it when pictures are wanted.
  test.setTimeout(pictures ? 2_400_000 : 1_200_000);
  await lookAll(browser, page, views(two, { setup: panel.setupLink }));
  await becomeOwner(page, panel);
  await lookAll(browser, page, views(two, { "hosts-empty": panel.url }));
  const host = await raisePractice(page);

  await test.step("a host with rules that others wrote", async () => {
    expect(onPractice(panel.dataFolder, byHand).code).toBe(0);
    await inspectAgain(page, host);
    await lookAll(browser, page, [
      ...views(two, { "host-before": host, "reach-no-draft": `${host}/reach?rules=draft` }),
      ...views(eight, { import: `${host}/import` }),
    ]);
    expect(onPractice(panel.dataFolder, handsOff).code).toBe(0);
    await inspectAgain(page, host);
  });

  await startRole(page, host, "Public web server");
  await lookAll(browser, page, views(pictured, { "sources-empty": `${host}/edit/sources` }));
  await addSource(page, "Administrator", "office");
  await page.goto(`${host}/edit/protections`);
  await assertion(page, "nobody but office reaches tcp 6379");
  await lookAll(browser, page, views(pictured, { "review-first": `${host}/review` }));
  const first = await startApply(page, host);
  await awaitConfirmed(page);

  // The administrators of another place break what was asserted.
  await page.goto(`${host}/edit/protections`);
  await assertion(page, "anyone reaches https");
  await page.getByRole("switch", { name: "Answer ping" }).click();
  await draftSaved(page);
  await page.goto(`${host}/edit/sources`);
  await addSource(page, "Administrator", "branch");
  const steps = ["role", "sources", "services", "client", "protections"].map((step) => [
    `wizard-${step}`,
    `${host}/edit/${step}`,
  ]);
  await lookAll(browser, page, [
    ...views(eight, Object.fromEntries(steps)),
    ...views(eight, { review: `${host}/review`, reach: `${host}/reach` }),
    { name: "review-unfolded", address: `${host}/review`, layouts: two, act: unfold },
    { name: "reach-live", address: `${host}/reach?rules=live`, layouts: pictured },
    { name: "reach-cell", address: `${host}/reach`, layouts: eight, act: openCell },
    ...views(eight, { explain: `${host}/explain?from=192.0.2.40&port=22` }),
    {
      name: "explain-unfolded",
      address: `${host}/explain?from=192.0.2.10&port=443`,
      layouts: two,
      act: unfold,
    },
    ...views(two, { "explain-empty": `${host}/explain` }),
  ]);

  const waiting = await startApply(page, host, { ask: true, anyway: true, seconds: 600 });
  await expect(page.getByRole("button", { name: "Keep" })).toBeVisible();
  await lookAll(browser, page, [
    ...views(eight, { "apply-waiting": waiting }),
    ...views(pictured, { "host-pending": host, "hosts-pending": panel.url }),
  ]);
  await page.getByRole("button", { name: "Keep" }).click();
  await awaitConfirmed(page);

  await page.goto(`${host}/edit/protections`);
  await page.getByRole("switch", { name: "Answer ping" }).click();
  await draftSaved(page);
  const back = await startApply(page, host, { ask: true, anyway: true, seconds: 600 });
  await page.getByRole("button", { name: "Roll back now" }).click();
  await expect(page.getByRole("heading", { name: /^Rolled back/ })).toBeVisible();

  // The host opens again by itself, and meanwhile there are pages that do not speak of it.
  await page.goto(host);
  await page.getByRole("button", { name: "Rehearse the rollback" }).click();
  await page.getByRole("button", { name: "Start the drill" }).click();
  await page.waitForURL(/\/applies\/[0-9a-f-]{36}$/);
  const drill = page.url();
  await lookAll(browser, page, views(two, { "drill-running": drill }));
  await lookAll(browser, page, await objectPages(page, panel.url));
  await expect(page.getByRole("heading", { name: /^Proven: / })).toBeVisible({ timeout: 60_000 });

  const ids = [first, waiting].map((address) => address.split("/").at(-1));
  const compare = `${host}/history/compare?left=${ids[0]}&right=${ids[1]}`;
  await lookAll(browser, page, [
    ...views(eight, { compare, "apply-confirmed": waiting }),
    ...views(pictured, { "apply-first": first }),
    ...views(two, {
      hosts: panel.url,
      host,
      exposure: `${host}/exposure`,
      live: `${host}/live`,
      blocked: `${host}/blocked`,
      checks: `${host}/checks`,
      usage: `${host}/usage`,
      leave: `${host}/leave`,
      "apply-rolled-back": back,
      drill,
      history: `${host}/history`,
      audit: `${panel.url}/audit`,
      "not-found": `${panel.url}/hosts/nobody`,
    }),
  ]);
  await page.context().clearCookies();
  await lookAll(browser, page, views(two, { "sign-in": `${panel.url}/sign-in` }));
});

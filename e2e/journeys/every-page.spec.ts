import { mkdirSync } from "node:fs";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import type { Browser, BrowserContextOptions, Page } from "@playwright/test";
import {
  addSource,
  becomeOwner,
  draftSaved,
  expect,
  raisePractice,
  startApply,
  startRole,
  test,
} from "../fixtures/journey";

/** Where the pictures go, when they are wanted. */
const pictures = process.env.SEKISHO_PICTURES;

type Layout = { readonly name: string; readonly options: BrowserContextOptions };

const languages = { en: "en-GB", ja: "ja-JP" } as const;
const screens = {
  desktop: { viewport: { width: 1280, height: 860 } },
  phone: { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true },
} as const;

function layout(
  language: keyof typeof languages,
  theme: "light" | "dark",
  screen: keyof typeof screens,
): Layout {
  return {
    name: `${language}-${theme}-${screen}`,
    options: {
      ...screens[screen],
      locale: languages[language],
      colorScheme: theme,
      timezoneId: "Asia/Tokyo",
    },
  };
}

/** Two layouts that differ in everything, for every page; all eight where an operator decides something. */
const two = [layout("en", "light", "desktop"), layout("ja", "dark", "phone")];
const eight = (["en", "ja"] as const).flatMap((language) =>
  (["light", "dark"] as const).flatMap((theme) =>
    (["desktop", "phone"] as const).map((screen) => layout(language, theme, screen)),
  ),
);

type View = { readonly name: string; readonly address: string; readonly layouts: readonly Layout[] };

/** Opens a page and asks what holds for each: readable by a screen reader, in its language, no wider than its screen. */
async function look(page: Page, view: View, { name, options }: Layout): Promise<void> {
  await page.goto(view.address);
  // An apply's page keeps a stream open, so the network never falls idle: the page is there when its heading is.
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  const title = `${view.name} (${name})`;
  expect(await page.locator("html").getAttribute("lang"), title).toBe(name.slice(0, 2));
  // Scrolling sideways belongs to a table or a code block, never to the page.
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width, `${title}: width`).toBeLessThanOrEqual(options.viewport?.width ?? 0);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(
    violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(" | ")}`),
    `${title}: accessibility`,
  ).toEqual([]);
  if (pictures) {
    mkdirSync(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${view.name}-${name}.png`), fullPage: true });
  }
}

async function lookAll(browser: Browser, page: Page, views: readonly View[]): Promise<void> {
  const storageState = await page.context().storageState();
  const layouts = new Map(views.flatMap((view) => view.layouts).map((one) => [one.name, one]));
  for (const one of layouts.values()) {
    const context = await browser.newContext({ ...one.options, storageState });
    const visitor = await context.newPage();
    for (const view of views) {
      if (view.layouts.some(({ name }) => name === one.name)) await look(visitor, view, one);
    }
    await context.close();
  }
}

test("every page reads well in both languages, by day and night, on a desk and on a phone", async ({
  page,
  panel,
  browser,
}) => {
  // Looking is slow, and four times as much of it when pictures are wanted.
  test.setTimeout(pictures ? 1_800_000 : 600_000);
  await lookAll(browser, page, [{ name: "setup", address: panel.setupLink, layouts: two }]);
  await becomeOwner(page, panel);
  await lookAll(browser, page, [{ name: "hosts-empty", address: panel.url, layouts: two }]);
  const host = await raisePractice(page);
  await startRole(page, host, "Public web server");
  await addSource(page, "Administrator", "office");
  const steps = ["role", "sources", "services", "client", "protections"].map((step) => ({
    name: `wizard-${step}`,
    address: `${host}/edit/${step}`,
    layouts: pictures ? eight : two,
  }));
  const review = { name: "review", address: `${host}/review`, layouts: pictures ? eight : two };
  await lookAll(browser, page, [...steps, review]);
  await startApply(page, host);
  await expect(page.getByRole("heading", { name: "Confirmed: the new rules stay" })).toBeVisible();
  const confirmed = page.url();

  await page.goto(`${host}/edit/protections`);
  await page.getByRole("switch", { name: "Answer ping" }).click();
  await draftSaved(page);
  const waiting = await startApply(page, host, { ask: true, seconds: 600 });
  await expect(page.getByRole("button", { name: "Keep" })).toBeVisible();
  await lookAll(browser, page, [
    { name: "apply-waiting", address: waiting, layouts: pictures ? eight : two },
  ]);
  await page.getByRole("button", { name: "Keep" }).click();
  await expect(page.getByRole("heading", { name: "Confirmed: the new rules stay" })).toBeVisible();

  const ids = [confirmed, waiting].map((address) => address.split("/").at(-1));
  const rest = {
    hosts: panel.url,
    "hosts-new": `${panel.url}/hosts/new`,
    host,
    "apply-confirmed": confirmed,
    explain: `${host}/explain?from=192.0.2.10&port=443`,
    import: `${host}/import`,
    history: `${host}/history`,
    compare: `${host}/history/compare?left=${ids[0]}&right=${ids[1]}`,
    networks: `${panel.url}/objects/networks`,
    "network-new": `${panel.url}/objects/networks/new`,
    services: `${panel.url}/objects/services`,
    "service-new": `${panel.url}/objects/services/new`,
    audit: `${panel.url}/audit`,
    settings: `${panel.url}/settings`,
    glossary: `${panel.url}/glossary`,
    "not-found": `${panel.url}/hosts/nobody`,
  };
  await lookAll(
    browser,
    page,
    Object.entries(rest).map(([name, address]) => ({ name, address, layouts: two })),
  );
  await page.context().clearCookies();
  await lookAll(browser, page, [{ name: "sign-in", address: `${panel.url}/sign-in`, layouts: two }]);
});

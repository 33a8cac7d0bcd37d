import type { Page } from "@playwright/test";
import type { ProbeRequest } from "@/lib/server/practice/practice";
import { outside, vantagePoints } from "@/lib/server/practice/topology.mjs";
import { confirmedPractice, expect, test } from "../fixtures/journey";
import { probeOutcomes } from "../rig/probe-outcomes";

/** What a packet really meets, beside what the page says of it. */
type Meeting = {
  readonly probe: ProbeRequest;
  readonly question: Readonly<Record<string, string>>;
  readonly seen: "works" | "refused" | "timed-out";
  readonly says: readonly [verdict: string, consequence: string];
};

const office = vantagePoints.office;
const anybody = vantagePoints.anybody;

/** Written by hand: the administrator in the office reaches everything, everybody the web and ping, nobody else anything. */
const meetings: readonly Meeting[] = [
  {
    probe: { from: "office", family: 4, protocol: "tcp", port: 6379 },
    question: { from: office.ipv4.address, port: "6379" },
    seen: "works",
    says: ["Accepted", "The rules let it in. redis-server listens there."],
  },
  {
    probe: { from: "office", family: 4, protocol: "tcp", port: 9999 },
    question: { from: office.ipv4.address, port: "9999" },
    seen: "refused",
    says: ["Accepted", "The rules let it in. No program listens there: the VPS itself refuses it."],
  },
  {
    probe: { from: "anybody", family: 4, protocol: "tcp", port: 443 },
    question: { from: anybody.ipv4.address, port: "443" },
    seen: "works",
    says: ["Accepted", "The rules let it in. nginx listens there."],
  },
  {
    probe: { from: "anybody", family: 4, protocol: "tcp", port: 6379 },
    question: { from: anybody.ipv4.address, port: "6379" },
    seen: "timed-out",
    says: ["Dropped", "It vanishes, and the sender hears nothing."],
  },
  {
    probe: { from: "anybody", family: 4, protocol: "ping", port: null },
    question: { from: anybody.ipv4.address, proto: "ping" },
    seen: "works",
    says: ["Accepted", "The rules let it in."],
  },
  {
    probe: { from: "anybody", family: 6, protocol: "tcp", port: 80 },
    question: { from: anybody.ipv6.address, port: "80" },
    seen: "works",
    says: ["Accepted", "The rules let it in. nginx listens there."],
  },
  {
    probe: { from: "anybody", family: 6, protocol: "tcp", port: 22 },
    question: { from: anybody.ipv6.address, port: "22" },
    seen: "timed-out",
    says: ["Dropped", "It vanishes, and the sender hears nothing."],
  },
  {
    probe: { from: "vps", family: 4, protocol: "tcp", port: 443, target: outside.ipv4 },
    question: { way: "out", to: outside.ipv4, port: "443" },
    seen: "works",
    says: ["Accepted", "The rules let it leave."],
  },
];

/** The answer: the one status of the page that holds a verdict. */
const answer = (page: Page) => page.getByRole("region", { name: "The answer" }).getByRole("status");

test("the page says of a packet what a real one meets", async ({ page, panel, browser }) => {
  const host = await confirmedPractice(page, panel, "Public web server");

  await test.step("an address and a port are all that must be typed", async () => {
    await page.goto(host);
    await page.getByRole("link", { name: "Explain", exact: true }).click();
    await page.getByLabel("From", { exact: true }).fill(anybody.ipv4.address);
    await page.getByLabel("To port").fill("25");
    await page.keyboard.press("Enter");
    await expect(answer(page)).toContainText("Dropped");
    await expect(page.getByText("-A SEKISHO-IN -j DROP").first()).toBeVisible();
    expect(new URL(page.url()).search).toBe(`?from=${anybody.ipv4.address}&proto=tcp&port=25`);
  });

  await test.step("what cannot be read is said beside its field, nothing is lost, and the way back works", async () => {
    await page.getByLabel("To port").fill("70000");
    await page.getByRole("button", { name: "Explain" }).click();
    await expect(page.getByText("Ports go from 0 to 65535.")).toBeVisible();
    await expect(page.getByLabel("To port")).toBeFocused();
    await expect(page.getByLabel("From", { exact: true })).toHaveValue(anybody.ipv4.address);
    await page.goBack();
    await expect(answer(page)).toContainText("Dropped");
    await expect(page.getByLabel("To port")).toHaveValue("25");
  });

  await test.step("as long as the page's program does not run, it is a plain form", async () => {
    const storageState = await page.context().storageState();
    const context = await browser.newContext({ storageState, locale: "en-GB" });
    const plain = await context.newPage();
    await plain.route("**/_next/**/*.js", (route) => route.abort());
    await plain.goto(`${host}/explain`);
    await plain.getByLabel("From", { exact: true }).fill(office.ipv4.address);
    await plain.getByLabel("To port").fill("22");
    await plain.getByRole("button", { name: "Explain" }).click();
    await expect(answer(plain)).toContainText("Accepted");
    await expect(plain.getByText("Line of the policy: office → everything, accept")).toBeVisible();
    await context.close();
  });

  await test.step("each answer is what a probe sees", async () => {
    const id = host.split("/").at(-1) ?? "";
    const probes = meetings.map(({ probe }) => probe);
    const seen = await probeOutcomes(panel.dataFolder, id, probes);
    expect(seen).toEqual(meetings.map((meeting) => meeting.seen));
    for (const { question, says } of meetings) {
      await page.goto(`${host}/explain?${new URLSearchParams(question)}`);
      await expect(answer(page), JSON.stringify(question)).toHaveText(says.join(""));
    }
  });
});

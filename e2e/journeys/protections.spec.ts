import { awaitConfirmed, confirmedPractice, draftSaved, expect, startApply, test } from "../fixtures/journey";
import { lookAll, two } from "../fixtures/look";
import { onPractice, onPracticeInternet } from "../rig/practice-console";

const address = "203.0.113.10";
const scanner = "198.51.100.77";
const visitor = "198.51.100.79";

/** Says whether each connection from there came about. `seconds` is waited for one that is not answered. */
const connect = (from: string, ports: readonly number[], seconds: number) => `python3 - <<'END'
import socket
for port in [${ports.join(", ")}]:
    one = socket.socket()
    one.settimeout(${seconds})
    one.bind(("${from}", 0))
    try:
        one.connect(("${address}", port))
        print("open")
    except OSError:
        print("closed")
    one.close()
END`;

const later = [
  "Drop forged addresses of the VPS",
  "Shut out port scanners",
  "Slow down guesses at SSH",
  "Limit open connections",
];

test("protections that count sources: off until they are chosen, told in words, applied, and one of them bites by name", async ({
  page,
  panel,
  browser,
}) => {
  const host = await confirmedPractice(page, panel, "Public web server");
  const rules = () => onPractice(panel.dataFolder, "iptables-save; ip6tables-save").stdout;
  expect(rules()).not.toMatch(/connlimit|--name sekisho-scan/);
  const tries = (from: string, ports: readonly number[], seconds: number) =>
    onPracticeInternet(panel.dataFolder, connect(from, ports, seconds))
      .stdout.trim()
      .split("\n");

  await test.step("each is switched on, and says what it may hurt", async () => {
    await page.goto(`${host}/edit/protections`);
    for (const name of later) {
      const choice = page.getByRole("switch", { name });
      await expect(choice).not.toBeChecked();
      await choice.click();
      await expect(choice).toHaveAccessibleDescription(/May hurt: /);
    }
    await page.getByLabel("Connections", { exact: true }).fill("200");
    await expect(page.getByText("Nobody but the administrator may use SSH here").first()).toBeVisible();
    await draftSaved(page);
    await lookAll(browser, page, [
      { name: "protections-counting", address: `${host}/edit/protections`, layouts: two },
    ]);
  });

  await test.step("the review tells them, and the apply loads them in both families", async () => {
    await page.goto(`${host}/review`);
    const counting = page.getByRole("region", { name: "Protections that count" });
    await expect(counting).toContainText("Who knocks at 10 different closed ports within 10 minutes");
    await expect(counting).toContainText("Who has 200 connections open gets no further one");
    await expect(counting).not.toContainText("depends on");
    await page.getByText("In the policy’s words").click();
    const list = page.locator("section").filter({ hasText: "What changes" }).getByRole("listitem");
    await expect(list.filter({ hasText: "Limit open connections: off → 200" })).toHaveCount(1);
    await expect(
      list.filter({ hasText: "Shut out port scanners: off → 10 ports in 10 minutes" }),
    ).toHaveCount(1);
    await startApply(page, host);
    await awaitConfirmed(page);
    expect(rules().match(/--connlimit-above 200/g)).toHaveLength(2);
    expect(rules().match(/--rcheck --seconds 600 --hitcount 10 --name sekisho-scan-[46]/g)).toHaveLength(2);
  });

  await test.step("who scans is shut out of what is open too, and everybody else gets in", async () => {
    expect(tries(scanner, [80], 30)).toEqual(["open"]);
    const closed = Array.from({ length: 10 }, (_, at) => 4000 + at);
    expect(new Set(tries(scanner, closed, 0.1))).toEqual(new Set(["closed"]));
    expect(tries(scanner, [80], 1)).toEqual(["closed"]);
    expect(tries(visitor, [80], 30)).toEqual(["open"]);
  });

  await test.step("the live page names the protection beside what its rule counted", async () => {
    await page.goto(`${host}/live`);
    const rows = page.getByRole("table", { name: "Rules of SEKISHO-IN" }).getByRole("row");
    const scan = rows
      .filter({ hasText: "protection against scans of closed ports" })
      .filter({ hasText: "drop" });
    await expect(scan.first()).toContainText("10 times in the list sekisho-scan-4");
    await expect(scan.first().getByRole("cell", { name: /^[1-9]\d*$/ })).toBeVisible();
  });
});

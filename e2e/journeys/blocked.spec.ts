import type { Page } from "@playwright/test";
import { confirmedPractice, expect, test } from "../fixtures/journey";
import { lookAll, two } from "../fixtures/look";
import { onPractice, onPracticeInternet } from "../rig/practice-console";

/** Somebody on the internet who tries ports of the VPS and goes on. */
const stranger = "198.51.100.77";
const knock = (port: number, from = stranger) => `python3 - <<'END'
import socket
one = socket.socket()
one.settimeout(0.2)
one.bind(("${from}", 0))
try: one.connect(("203.0.113.10", ${port}))
except OSError: pass
END`;

/** A program of the VPS, under an account and a name of its own, that tries to get out for as long as it takes. */
const outside = "198.51.100.53";
const program = `import ctypes, os, socket, time
ctypes.CDLL(None).prctl(15, b"php-fpm8.2", 0, 0, 0)
os.setgid(1000); os.setuid(1000)
out = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for _ in range(600):
    try: out.sendto(b"x", ("${outside}", 8080))
    except OSError: pass
    time.sleep(0.5)`;

const rows = (page: Page) => page.getByRole("table", { name: /^What was refused/ }).getByRole("row");

/** The host's log is heard from now on: while a reader before this one is still there, the page says so instead. */
const listening = (page: Page) => expect(page.getByText("This host keeps no log of its own")).toBeVisible();

/** Both rows are there, in either language. */
const filled = async (visitor: Page) => {
  await expect(visitor.getByRole("cell", { name: "198.51.100.0/24" }).first()).toBeVisible();
  await expect(visitor.getByText("php-fpm8.2").first()).toBeVisible();
};

test("who is refused appears with the rule that did it, is explained, and let in only by way of the draft", async ({
  page,
  panel,
  browser,
  context,
}) => {
  const host = await confirmedPractice(page, panel, "Mail server");
  const rules = () => onPractice(panel.dataFolder, "iptables-save | grep -v '^[#:]'").stdout;
  const confirmed = rules();
  /** Programs that read the log on the host. */
  const reading = () => onPractice(panel.dataFolder, "ps -e -o args | grep -c '^perl -e'").stdout.trim();

  await page.goto(`${host}/blocked`);
  await expect(page.getByText("Nothing refused since you came here")).toBeVisible();

  await test.step("who knocks appears, with network, port, service and rule", async () => {
    expect(onPracticeInternet(panel.dataFolder, knock(443))).toMatchObject({ code: 0, stderr: "" });
    const row = rows(page).filter({ hasText: "tcp 443" });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText("198.51.100.0/24");
    await expect(row).toContainText(`last ${stranger}`);
    await expect(row).toContainText("https");
    await expect(row).toContainText("nothing above let it in");
    await expect(row).toContainText("≥ 1");
  });

  await test.step("networks with a name that share a /24 are rows of their own, and each can be let in by its name", async () => {
    const [branch, partner] = ["192.0.2.42", "192.0.2.74"];
    for (const from of [branch, partner]) {
      expect(onPracticeInternet(panel.dataFolder, knock(5432, from))).toMatchObject({ code: 0 });
    }
    const database = rows(page).filter({ hasText: "tcp 5432" });
    await expect(database).toHaveCount(2);
    await expect(database.filter({ hasText: "branch" })).toContainText(`last ${branch}`);
    await expect(database.filter({ hasText: "partner" })).toContainText(`last ${partner}`);
    await page.getByRole("button", { name: "Let this in…: branch tcp 5432" }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("Who").locator("option:checked")).toHaveText("One address");
    await expect(dialog.getByLabel("From which address")).toHaveValue(branch);
    await dialog.getByLabel("Who").selectOption("All of branch");
    await expect(dialog.getByLabel("From which address")).toHaveCount(0);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await expect(dialog).toHaveCount(0);
  });

  await test.step("what tries to leave appears with its account and its program", async () => {
    const started = onPractice(
      panel.dataFolder,
      `setsid python3 -c '${program}' >/dev/null 2>&1 </dev/null & echo started`,
    );
    expect(started).toMatchObject({ code: 0, stdout: "started\n" });
    const row = rows(page).filter({ hasText: outside });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText("udp 8080");
    await expect(row).toContainText("account deploy");
    await expect(row).toContainText("running as deploy when it was read: php-fpm8.2");
    await expect(row).toContainText("nothing above let it out");
    await expect(row.getByRole("button", { name: /^Allow this destination…/ })).toBeEnabled();
  });

  await lookAll(browser, page, [{ name: "blocked", address: `${host}/blocked`, layouts: two, act: filled }]);

  await test.step("the filter stands in the address", async () => {
    await page.getByLabel("Direction").selectOption("Out");
    await expect(rows(page).filter({ hasText: "tcp 443" })).toHaveCount(0);
    await expect(rows(page).filter({ hasText: outside })).toHaveCount(1);
    await expect(page).toHaveURL(/\/blocked\?way=out$/);
    await page.getByRole("button", { name: "Show all" }).click();
    await page.getByLabel("Network or address").fill("branch");
    await expect(rows(page).filter({ hasText: "tcp 5432" })).toHaveCount(1);
    await page.getByLabel("Network or address").fill("192.0.2.128/25");
    await expect(page.getByText("No row fits")).toBeVisible();
    await page.goto(`${host}/blocked?network=198.51.100.64%2F26&way=in`);
    await listening(page);
    expect(onPracticeInternet(panel.dataFolder, knock(443))).toMatchObject({ code: 0 });
    await expect(page.getByLabel("Direction")).toHaveValue("in");
    await expect(rows(page).filter({ hasText: "tcp 443" })).toHaveCount(1);
  });

  await test.step("two viewers cost one reader on the host, and nobody none", async () => {
    const second = await context.newPage();
    await second.goto(`${host}/blocked`);
    await expect(rows(second).filter({ hasText: "tcp 443" })).toHaveCount(1);
    await expect.poll(reading).toBe("1");
    await page.goto(panel.url);
    await expect.poll(reading).toBe("1");
    await second.close();
    await expect.poll(reading).toBe("0");
  });

  await test.step("it is explained: the page of the packet names the same verdict", async () => {
    await page.goto(`${host}/blocked`);
    await listening(page);
    expect(onPracticeInternet(panel.dataFolder, knock(443))).toMatchObject({ code: 0 });
    await page.getByRole("link", { name: /^Explain: .* tcp 443$/ }).click();
    await page.waitForURL(/\/explain\?.*from=198\.51\.100\.77.*port=443/);
    const answer = page.getByRole("region", { name: "The answer" }).getByRole("status");
    await expect(answer).toContainText("Dropped");
  });

  await test.step("letting it in stages a change and touches nothing", async () => {
    await page.goto(`${host}/blocked`);
    await listening(page);
    expect(onPracticeInternet(panel.dataFolder, knock(443))).toMatchObject({ code: 0 });
    await page.getByRole("button", { name: /^Let this in…: .* tcp 443$/ }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByLabel("From which address")).toHaveValue(stranger);
    await expect(dialog.getByLabel("May use")).toHaveValue("https");
    await dialog.getByRole("button", { name: "Look at what it opens" }).click();
    await page.waitForURL(`${host}/review`);
    await expect(page.getByText(`guest ${stranger}`).filter({ visible: true }).first()).toBeVisible();
    expect(rules()).toBe(confirmed);
  });
});

import type { Page } from "@playwright/test";
import { confirmedPractice, expect, test } from "../fixtures/journey";
import { lookAll, two } from "../fixtures/look";
import { onPractice, onPracticeInternet } from "../rig/practice-console";

/** Somebody on the internet whom the program talks to. */
const server = `import socket
server = socket.create_server(("0.0.0.0", 9443))
print("up", flush=True)
held = []
while True:
    held.append(server.accept())`;

/** A program of the VPS that opens one connection out, under a name of its own, and ends when it is told. */
const program = `import ctypes, socket, sys
ctypes.CDLL(None).prctl(15, b"php-fpm8.2", 0, 0, 0)
out = socket.create_connection((sys.argv[1], 9443))
print("up", flush=True)
open("/run/php.stop").read()`;

/** Starts a program and waits for its first word. */
const start = (text: string, ...words: readonly string[]) => `
out=/run/$$.out; : >$out
setsid python3 -c '${text}' ${words.join(" ")} >$out 2>&1 </dev/null &
i=0; until grep -q up $out; do i=$((i+1)); [ $i -lt 100 ] || { cat $out >&2; exit 1; }; sleep 0.1; done`;

/** The page says that it shows what is now. */
const live = (page: Page) => page.locator("p").filter({ hasText: /^Live/ });

/** The first reading has the counters with it. */
const counted = async (visitor: Page) => {
  await expect(visitor.getByRole("table").filter({ hasText: ":22" })).toBeVisible();
  await expect(visitor.getByRole("table", { name: /SEKISHO-IN/ })).toBeVisible();
};

test("a program's connection appears with its name and goes with it; two who look cost one session, and nobody none", async ({
  page,
  panel,
  browser,
  context,
}) => {
  const host = await confirmedPractice(page, panel, "Public web server");
  const there = onPracticeInternet(panel.dataFolder, start(server));
  expect(there).toMatchObject({ code: 0, stderr: "" });
  const outside = "198.51.100.53";
  /** Sessions that run the loop: each has a shell that waits for its next round. */
  const watching = () => onPractice(panel.dataFolder, "ps -e -o args | grep -c '^sleep 1$'").stdout.trim();

  await page.goto(`${host}/live`);
  const sockets = page.getByRole("table", { name: "Open sockets by program" });
  await expect(sockets.getByRole("row").filter({ hasText: ":22" }).first()).toBeVisible();
  await expect(live(page)).toBeVisible();
  await lookAll(browser, page, [{ name: "live", address: `${host}/live`, layouts: two, act: counted }]);

  await test.step("the program's connection appears, and goes", async () => {
    onPractice(panel.dataFolder, "rm -f /run/php.stop; mkfifo /run/php.stop");
    const started = onPractice(panel.dataFolder, start(program, outside));
    expect(started).toMatchObject({ code: 0, stderr: "" });
    await page.getByLabel("Program or process").fill("php-fpm");
    const row = sockets.getByRole("row").filter({ hasText: `${outside}:9443` });
    await expect(row).toHaveCount(1);
    await expect(row).toContainText("ESTAB");
    await expect(row).toContainText("out");
    await expect(row).toContainText(/pid \d+ · fd \d+/);
    await expect(row).toContainText("root");
    await expect(page).toHaveURL(/program=php-fpm/);
    await page.getByRole("button", { name: "Pause" }).click();
    onPractice(panel.dataFolder, "echo x >/run/php.stop");
    await expect(page.getByText("Paused", { exact: true })).toBeVisible();
    await expect(row).toHaveCount(1);
    await page.getByRole("button", { name: "Go on" }).click();
    await expect(sockets.getByRole("row").filter({ hasText: "pid" })).toHaveCount(0);
    await page.getByRole("button", { name: "Show all" }).click();
    await expect(page).toHaveURL(`${host}/live`);
  });

  await test.step("our rules count, and say what they are", async () => {
    const incoming = page.getByRole("table", { name: "Rules of SEKISHO-IN" });
    await expect(incoming).toContainText("accept");
    await expect(incoming.getByRole("img", { name: /^Packets a second/ }).first()).toBeVisible();
    await expect(sockets.getByRole("rowgroup").filter({ hasText: "LISTEN" }).first()).toBeVisible();
    const admin = incoming.getByRole("row").filter({ hasText: "192.0.2.0/27" }).first();
    await admin.getByRole("button", { name: /^Connections that are counted by/ }).click();
    await expect(page).toHaveURL(/rule=4%3ASEKISHO-IN%3A\d+/);
    await expect(page.getByText("Only open connections that this rule counts:")).toBeVisible();
    // The panel's own session came in by that rule; what listens was counted by none.
    await expect(
      sockets.getByRole("row").filter({ hasText: ":22" }).filter({ hasText: "ESTAB" }),
    ).toHaveCount(1);
    await expect(sockets.getByRole("row").filter({ hasText: "LISTEN" })).toHaveCount(0);
    await page.getByRole("button", { name: "Show all" }).click();
    expect(onPractice(panel.dataFolder, "iptables -Z SEKISHO-IN").code).toBe(0);
    await expect(page.getByText("The counters began anew while you looked")).toBeVisible();
  });

  await test.step("two viewers share one session, and it ends with the last", async () => {
    const second = await context.newPage();
    await second.goto(`${host}/live`);
    await expect(live(second)).toBeVisible();
    await expect.poll(watching).toBe("1");
    await page.goto(panel.url);
    await expect.poll(watching).toBe("1");
    await second.close();
    await expect.poll(watching).toBe("0");
  });
});

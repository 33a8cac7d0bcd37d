import { confirmedSandbox, expect, test } from "../fixtures/journey";
import { onPractice, onPracticeInternet } from "../rig/practice-console";

/** A database of the partner: it takes connections and keeps them. */
const database = `import socket
server = socket.create_server(("0.0.0.0", 5432))
print("up", flush=True)
held = []
while True:
    held.append(server.accept())`;

/** A program of the VPS, named as PHP's is and with an account of its own: how its connections begin, one word each. */
const asPhp = `import ctypes, errno, os, socket, sys, time
ctypes.CDLL(None).prctl(15, b"php-fpm8.2", 0, 0, 0)
os.setgid(1000); os.setuid(1000)
held = []
for place in sys.argv[2:]:
    address, port = place.split(",")
    try:
        held.append(socket.create_connection((address, int(port)), 10))
        print("works", flush=True)
    except OSError as error:
        print(errno.errorcode.get(error.errno, "silent"), flush=True)
print("up", flush=True)
time.sleep(int(sys.argv[1]))`;

/** Starts a program that stays, and answers what it said until it was up. */
const start = (text: string, words = "") => `
out=/run/$$.out; : >$out
setsid python3 -c '${text}' ${words} >$out 2>&1 </dev/null &
i=0; until grep -q up $out; do i=$((i+1)); [ $i -lt 300 ] || { cat $out >&2; exit 1; }; sleep 0.1; done; cat $out`;

test("a program in the egress sandbox: what it holds and what it was refused is seen, with its name and account", async ({
  page,
  panel,
}) => {
  const partner = "192.0.2.74";
  const elsewhere = "198.51.100.53";
  const host = await confirmedSandbox(page, panel);
  expect(onPracticeInternet(panel.dataFolder, start(database))).toMatchObject({ code: 0, stderr: "" });

  await test.step("its connection to the allowed place works, and is listed under its name", async () => {
    await page.goto(`${host}/live?program=php-fpm`);
    const php = onPractice(panel.dataFolder, start(asPhp, `600 ${partner},5432 ${elsewhere},443`));
    expect(php).toMatchObject({ code: 0, stdout: "works\nECONNREFUSED\nup\n" });
    const row = page
      .getByRole("table", { name: "Open sockets by program" })
      .getByRole("row")
      .filter({ hasText: `${partner}:5432` });
    await expect(row).toContainText("ESTAB");
    await expect(row).toContainText("deploy");
  });

  await test.step("what it was refused appears as it happens, with account, program and destination", async () => {
    await page.goto(`${host}/blocked?way=out`);
    await expect(page.getByText("This host keeps no log of its own")).toBeVisible();
    const before = Date.now();
    const php = onPractice(panel.dataFolder, start(asPhp, `0 ${elsewhere},443`));
    expect(php).toMatchObject({ code: 0, stdout: "ECONNREFUSED\nup\n" });
    const row = page
      .getByRole("table", { name: /^What was refused/ })
      .getByRole("row")
      .filter({ hasText: "tcp 443" });
    await expect(row).toContainText(elsewhere);
    console.info(`the refusal was on the page after ${((Date.now() - before) / 1000).toFixed(1)} s`);
    await expect(row).toContainText("account deploy");
    await expect(row).toContainText("php-fpm8.2");
    await expect(row).toContainText("nothing above let it out");
  });

  await test.step("and is explained by the rule that refuses it", async () => {
    await page.getByRole("link", { name: /^Explain: .* tcp 443$/ }).click();
    const answer = page.getByRole("region", { name: "The answer" }).getByRole("status");
    await expect(answer).toContainText("The program is told at once that it is refused");
  });
});

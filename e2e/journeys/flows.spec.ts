import {
  addSource,
  awaitConfirmed,
  becomeOwner,
  expect,
  raisePractice,
  startApply,
  startRole,
  test,
} from "../fixtures/journey";
import { lookAll, two } from "../fixtures/look";
import { onPractice, onPracticeInternet } from "../rig/practice-console";

const server = `import socket
server = socket.create_server(("0.0.0.0", 9002))
server.listen()
held = []
print("up", flush=True)
while True:
    held.append(server.accept())`;

/** Holds two connections; a line for each that ends. */
const client = `import socket, threading
def hold(port):
    flow = socket.create_connection(("203.0.113.10", port))
    print("open", flush=True)
    try:
        flow.recv(1)
    except OSError:
        pass
    print("ended", flush=True)
for _ in range(2):
    threading.Thread(target=hold, args=(9002,)).start()`;

/** Starts a program and waits until it has said a word so often. */
const start = (program: string, word: string, times: number) => `
out=/run/$$.out; : >$out
setsid python3 -c '${program}' >$out 2>&1 </dev/null &
i=0; until [ "$(grep -c ${word} $out)" = ${times} ]; do i=$((i+1)); [ $i -lt 100 ] || { cat $out >&2; exit 1; }; sleep 0.1; done
echo $out`;

test("a connection that outlives narrower rules is told, cut when it is ticked, and the other one goes on", async ({
  page,
  panel,
  browser,
}) => {
  await becomeOwner(page, panel);
  const host = await raisePractice(page);
  // Any rule that asks for a state makes the kernel track what is open.
  const tracks = "iptables -A OUTPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT";
  expect(onPractice(panel.dataFolder, tracks).code).toBe(0);
  const listening = onPractice(panel.dataFolder, start(server, "up", 1));
  expect(listening).toMatchObject({ code: 0, stderr: "" });
  const holding = onPracticeInternet(panel.dataFolder, start(client, "open", 2));
  expect(holding).toMatchObject({ code: 0, stderr: "" });
  const heard = () => onPracticeInternet(panel.dataFolder, `grep -c ended ${holding.stdout}`).stdout.trim();

  await startRole(page, host, "Blank");
  await addSource(page, "Administrator", "office");
  const apply = await startApply(page, host);
  await awaitConfirmed(page);
  // The new rules let nobody in on this port; somebody else's rule lets through whatever is open.
  const rule = "iptables -I INPUT -p tcp --dport 9002 -m conntrack --ctstate ESTABLISHED -j ACCEPT";
  expect(onPractice(panel.dataFolder, rule).code).toBe(0);
  await page.goto(apply);

  const section = page.getByRole("region", { name: "Open connections" });
  const look = section.getByRole("button", { name: "Look at what is open" });
  await look.click();
  const alive = section.getByRole("table", { name: "They go on" });
  await expect(alive.getByRole("row").filter({ hasText: "tcp 203.0.113.10:9002" })).toHaveCount(2, {
    timeout: 60_000,
  });
  await expect(alive).toContainText("python3");
  await lookAll(browser, page, [
    {
      name: "flows-open",
      address: apply,
      layouts: two,
      act: async (visitor) => {
        await visitor.getByRole("button", { name: /Look at what is open|開いている接続を調べる/ }).click();
        await expect(visitor.getByRole("table").filter({ hasText: "9002" })).toBeVisible({ timeout: 60_000 });
      },
    },
  ]);

  await alive.getByRole("checkbox").first().click();
  await section.getByRole("button", { name: "Cut 1 connection" }).click();
  await expect(section.getByText("1 connection is gone.")).toBeVisible({ timeout: 60_000 });
  await expect(alive.getByRole("row").filter({ hasText: "9002" })).toHaveCount(1, { timeout: 60_000 });
  await expect.poll(heard).toBe("1");
  await expect(section.getByRole("heading", { name: "Cut after this apply" })).toBeVisible();
  await page.goto(`${panel.url}/audit`);
  await expect(page.getByRole("row").filter({ hasText: "cut open connections after apply" })).toBeVisible();
  await lookAll(browser, page, [{ name: "flows-cut", address: apply, layouts: two }]);
});

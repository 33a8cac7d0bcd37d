import { describe, expect } from "vitest";
import { rescueCommands } from "@/lib/core/rollout/rescue";
import { hostKinds, hostTest } from "@/lib/server/hosts/testing/host-kinds";
import { applied, apply, confirm, ended, newId, outcome } from "@/lib/server/hosts/testing/kernel-calls";
import type { KernelHost } from "@/lib/server/hosts/testing/kernel-host";

const node = (program: string) => `'${process.execPath}' -e '${program}'`;

/** A server on both families that answers each line with "still here". */
const server = node(
  `require("net").createServer((s) => s.on("data", () => s.write("still here\\n")).on("error", () => {})).listen(2222, "::", () => console.log("up"))`,
);

/** Whether a new connection gets in, per family: `yes/no`. */
async function getsIn(host: KernelHost): Promise<string> {
  const { stdout } = await host.sh(
    node(
      `Promise.all(["127.0.0.1", "::1"].map((a) => new Promise((done) => { const s = require("net").connect(2222, a, () => done("yes")); s.on("error", () => done("no")); setTimeout(() => done("no"), 700); }))).then((r) => { console.log(r.join("/")); process.exit(0); })`,
    ),
  );
  return stdout.trim();
}

/** Rules that let established flows live on, and new ones in or not. */
function gate(open: boolean): string {
  return `*filter
:SEKISHO-FWD - [0:0]
:SEKISHO-IN - [0:0]
:SEKISHO-OUT - [0:0]
-A SEKISHO-FWD -j RETURN
-A SEKISHO-IN -m conntrack --ctstate ESTABLISHED -j ACCEPT
${open ? "-A SEKISHO-IN -p tcp -m tcp --dport 2222 -j ACCEPT\n" : ""}-A SEKISHO-IN -j DROP
-A SEKISHO-OUT -j ACCEPT
COMMIT
`;
}

describe.concurrent.each(hostKinds)("packets on $backend, $shell", (kind) => {
  const test = hostTest(kind);

  test.for([
    ["IPv4", gate(false), gate(true), "no/yes"],
    ["IPv6", gate(true), gate(false), "yes/no"],
    ["both families", gate(false), gate(false), "no/no"],
  ] as const)(
    "rules that lock out in %s: the old flow lives on and proves nothing, and new ones get in again in time",
    async ([, rules4, rules6, during], { host }) => {
      await host.sh(`${server} >/run/server 2>&1 & until grep -q up /run/server; do sleep 0.1; done`);
      const first = await applied(host, 0, { rules4: gate(true), rules6: gate(true) });
      expect(outcome(await confirm(host, first))).toBe("confirmed");
      expect(await getsIn(host)).toBe("yes/yes");

      const old = host.sh(
        node(
          `const s = require("net").connect(2222, "127.0.0.1"); let n = 0; s.on("connect", () => require("fs").writeFileSync("/run/old", "")); const t = setInterval(() => s.write("x\\n"), 100); s.on("data", () => { if (++n === 30) { clearInterval(t); console.log("lived on"); process.exit(0); } })`,
        ),
      );
      await host.sh("until [ -e /run/old ]; do sleep 0.1; done");
      const id = newId();
      expect(outcome(await apply(host, id, 0, { rules4, rules6, timeout: 6 }))).toBe("applied");
      expect(await getsIn(host)).toBe(during);
      expect((await old).stdout).toBe("lived on\n");
      await ended(host, id);
      expect(await getsIn(host)).toBe("yes/yes");
    },
  );

  test("what the rescue card says to type lets new connections in again, also after rules that were kept", async ({
    host,
  }) => {
    await host.sh(`${server} >/run/server 2>&1 & until grep -q up /run/server; do sleep 0.1; done`);
    const id = newId();
    const shut = gate(false).replace("-A SEKISHO-OUT -j ACCEPT", "-A SEKISHO-OUT -o lo -j DROP");
    await apply(host, id, 0, { rules4: shut, rules6: shut });
    expect(outcome(await confirm(host, id))).toBe("confirmed");
    expect(await getsIn(host)).toBe("no/no");
    await host.sh(rescueCommands.ipv4.join("\n"));
    expect(await getsIn(host)).toBe("yes/no");
    await host.sh(rescueCommands.ipv6.join("\n"));
    expect(await getsIn(host)).toBe("yes/yes");
  });
});

import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chownSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { Client } from "ssh2";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makePair } from "./make-pair";
import {
  destroyPractice,
  type ProbeAnswer,
  type ProbeRequest,
  practiceAlive,
  probeAllPractice,
  probePractice,
  restartPractice,
} from "./practice";
import { type PracticeRecord, readPracticeRecord } from "./record";
import { vantagePoints } from "./topology.mjs";

const NOBODY = 65534;
const folder = mkdtempSync(join(tmpdir(), "practice-"));
const creator = join(folder, "creator.cjs");
const key = makePair("test");

beforeAll(() => {
  // The shipped code, run by a process of its own that dies without a chance to tidy up.
  buildSync({
    stdin: {
      contents: `
        import { createPractice } from "@/lib/server/practice/practice";
        import { availability } from "@/lib/server/practice/launcher";
        const [dataFolder, id, publicKey] = process.argv.slice(2);
        (async () => {
          const available = await availability();
          const record = await createPractice(dataFolder, { id, publicKey });
          require("node:fs").writeSync(1, JSON.stringify({ available, record }) + "\\n");
          process.kill(process.pid, "SIGKILL");
        })();`,
      resolveDir: process.cwd(),
      loader: "ts",
    },
    bundle: true,
    platform: "node",
    format: "cjs",
    external: ["ssh2"],
    outfile: creator,
  });
  execFileSync("chmod", ["755", folder]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script over a new connection; `output` gets everything, and rejects when no session comes about. */
function run(socket: string, script: string, timeoutMilliseconds = 5000): Promise<string> {
  return new Promise((resolve, reject) => {
    const client = new Client();
    client.on("error", reject);
    client.on("ready", () =>
      client.exec('sh -s -- "$SSH_CONNECTION"', (error, channel) => {
        if (error) return reject(error);
        let text = "";
        const add = (chunk: Buffer) => {
          text += chunk;
        };
        channel.on("data", add);
        channel.stderr.on("data", add);
        channel.on("close", () => {
          client.end();
          resolve(text);
        });
        channel.end(script);
      }),
    );
    client.connect({
      sock: connect(socket),
      username: "root",
      privateKey: key.private,
      hostVerifier: () => true,
      readyTimeout: timeoutMilliseconds,
    });
  });
}

describe.each([
  { user: "root", id: "as-root", prefix: [] as string[] },
  {
    user: "nobody",
    id: "as-nobody",
    prefix: ["setpriv", `--reuid=${NOBODY}`, `--regid=${NOBODY}`, "--clear-groups"],
  },
])("a practice VPS raised by $user", ({ user, id, prefix }) => {
  const dataFolder = join(folder, user);
  let record: PracticeRecord;
  let signal: NodeJS.Signals | null;

  beforeAll(() => {
    execFileSync("mkdir", ["-p", "-m", "700", dataFolder]);
    if (user === "nobody") chownSync(dataFolder, NOBODY, NOBODY);
    writeFileSync(join(dataFolder, "key"), "master key", { mode: 0o600 });
    const [program = "", ...parameters] = [...prefix, process.execPath, creator, dataFolder, id, key.public];
    const made = spawnSync(program, parameters, {
      encoding: "utf8",
      env: {
        PATH: process.env.PATH,
        NODE_ENV: "test",
        NODE_PATH: join(process.cwd(), "node_modules"),
        SEKISHO_KEY: "master key of the panel",
      },
    });
    signal = made.signal;
    const answer: { available: unknown; record: PracticeRecord } = JSON.parse(made.stdout);
    expect(answer.available).toEqual({ available: true });
    record = answer.record;
  });
  afterAll(async () => {
    await destroyPractice(dataFolder, id);
  });

  it("outlives a kill -9 of its creator and is found again by its record", async () => {
    expect(signal).toBe("SIGKILL");
    expect(await practiceAlive(dataFolder, id)).toBe(true);
    expect(await readPracticeRecord(dataFolder, id)).toEqual(record);
  });

  it("sees the panel come from its fixed address, a new connection each time, in both families", async () => {
    for (const family of ["ipv4", "ipv6"] as const) {
      const seen = await Promise.all([1, 2].map(() => run(record.sockets[family], 'echo "$1"')));
      const words = seen.map((line) => line.trim().split(" "));
      for (const [source, , address, port] of words) {
        expect([source, address, port]).toEqual([
          record.addresses.panel[family],
          record.addresses.vps[family][0],
          "22",
        ]);
      }
      expect(words[0]?.[1]).not.toBe(words[1]?.[1]);
    }
  });

  it("shows nothing of this machine and cannot write to it", async () => {
    const told = await run(
      record.sockets.ipv4,
      `cat '${dataFolder}/key' '${process.cwd()}/package.json' /proc/1/environ && echo READ
       cat /proc/*/environ 2>/dev/null | tr '\\0' '\\n' | grep SEKISHO && echo ENVIRONMENT
       for path in /usr/practice-was-here /bin/practice-was-here /proc/sys/kernel/core_pattern /proc/sysrq-trigger; do
         ( echo x > "$path" ) 2>/dev/null && echo "WRITTEN $path"
       done
       mount -o remount,bind,rw /usr && echo REMOUNTED
       umount -l /proc/sys && echo UNCOVERED
       mount -t proc none /srv && echo FRESH-PROC
       mknod /tmp/disk b 8 0 && echo DEVICE
       kill -0 ${process.pid} && echo SIGNAL
       echo end`,
    );
    expect(told).toContain("end\n");
    expect(told).not.toMatch(/READ|ENVIRONMENT|WRITTEN|REMOUNTED|UNCOVERED|FRESH-PROC|DEVICE|SIGNAL/);
    expect(existsSync("/usr/practice-was-here")).toBe(false);
  });

  it("has programs that listen, by name, and a place for the boot copy", async () => {
    const told = await run(
      record.sockets.ipv4,
      "ss -tlnp; touch /var/lib/sekisho/x /run/x /tmp/x /etc/systemd/x && echo writable",
    );
    for (const name of ["nginx", "master", "mariadbd", "redis-server", "sshd"])
      expect(told).toContain(`"${name}"`);
    expect(told).toContain("writable");
  });

  it("can rehearse rules in a throw-away namespace", async () => {
    const told = await run(record.sockets.ipv4, "unshare -n iptables -A INPUT -j DROP && iptables -S INPUT");
    expect(told.trim()).toBe("-P INPUT ACCEPT");
  });

  it("says truly whether a rule for a Linux user can load", async () => {
    const told = await run(
      record.sockets.ipv4,
      "iptables -N USERS; iptables -A USERS -m owner --uid-owner 1000 -j DROP && echo loaded; iptables -F USERS; iptables -X USERS",
    );
    expect(told.includes("loaded")).toBe(record.mapsUsers);
    if (user === "root") expect(record.mapsUsers).toBe(true);
  });

  it.each(["ipv4", "ipv6"] as const)(
    "really locks the panel out (%s), and a timer on it lets it back in",
    async (family) => {
      const program = family === "ipv4" ? "iptables" : "ip6tables";
      const other = family === "ipv4" ? record.sockets.ipv6 : record.sockets.ipv4;
      const before = "a rule stands in the way of new connections only";
      // The script's own connection goes on after the rule: it stands below ESTABLISHED.
      const told = await run(
        record.sockets[family],
        `${program}-restore --noflush <<'END'
*filter
-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
-A INPUT -p tcp --dport 22 -s ${record.addresses.panel[family]} -j DROP
COMMIT
END
touch /run/locked
(trap '' HUP; setsid sh -c 'while [ -e /run/locked ]; do sleep 0.1; done; ${program} -F INPUT; touch /run/open' \
  </dev/null >/dev/null 2>&1 &)
echo '${before}'`,
      );
      expect(told).toContain(before);
      await expect(run(record.sockets[family], "echo in", 1000)).rejects.toThrow(/Timed out/);
      const request = { family: family === "ipv4" ? 4 : 6, protocol: "tcp", port: 22 } as const;
      expect(
        await probePractice(dataFolder, id, { from: "panel", ...request, timeoutMilliseconds: 500 }),
      ).toMatchObject({
        outcome: "timed-out",
      });
      expect(await probePractice(dataFolder, id, { from: "branch", ...request })).toMatchObject({
        outcome: "works",
      });
      // The other family is the way to see when the timer has acted.
      await run(other, "rm /run/locked; while [ ! -e /run/open ]; do sleep 0.05; done; rm /run/open");
      expect(await run(record.sockets[family], "echo in")).toBe("in\n");
    },
  );

  it.each([4, 6] as const)("answers probes as a real one would (IPv%i)", async (family) => {
    const place = vantagePoints.branch[family === 4 ? "ipv4" : "ipv6"];
    const program = family === 4 ? "iptables" : "ip6tables";
    await run(
      record.sockets.ipv4,
      `${program} -A INPUT -s ${place.prefix} -p tcp --dport 80 -j DROP; ${program} -A INPUT -s ${place.prefix} -p tcp --dport 25 -j REJECT
       ${program} -A INPUT -s ${place.prefix} -p udp --dport 53 -j DROP; ${program} -A OUTPUT -p tcp --dport 587 -j REJECT
       ${program} -A OUTPUT -p udp --dport 123 -j DROP; ${program} -A OUTPUT -p tcp --sport 443 --tcp-flags PSH PSH -j DROP`,
    );
    type Probe = Pick<ProbeRequest, "from" | "protocol" | "port" | "untilGreeted">;
    const expected: readonly (Probe & { readonly outcome: ProbeAnswer["outcome"] })[] = [
      { from: "office", protocol: "tcp", port: 80, outcome: "works" },
      { from: "branch", protocol: "tcp", port: 80, outcome: "timed-out" },
      { from: "branch", protocol: "tcp", port: 25, outcome: "refused" },
      { from: "branch", protocol: "tcp", port: 443, outcome: "works" },
      { from: "partner", protocol: "udp", port: 53, outcome: "works" },
      { from: "branch", protocol: "udp", port: 53, outcome: "timed-out" },
      { from: "anybody", protocol: "udp", port: 54, outcome: "refused" },
      { from: "vps", protocol: "tcp", port: 443, outcome: "works" },
      { from: "vps", protocol: "udp", port: 53, outcome: "works" },
      { from: "vps", protocol: "tcp", port: 587, outcome: "refused" },
      // Its own kernel tells a program that it may not send; silence would say that nobody answers.
      { from: "vps", protocol: "udp", port: 123, outcome: "forbidden" },
      // The handshake went through above; here what follows it is lost.
      { from: "branch", protocol: "tcp", port: 443, untilGreeted: true, outcome: "timed-out" },
      { from: "office", protocol: "tcp", port: 80, untilGreeted: true, outcome: "works" },
    ];
    // Longer than the first retransmission: only then does the kernel hand an ICMPv6 refusal to a TCP socket.
    const common = { family, timeoutMilliseconds: 2000 } as const;
    const answers = await probeAllPractice(
      dataFolder,
      id,
      expected.map(({ outcome, ...probe }) => ({ ...common, ...probe })),
    );
    expect(answers.map(({ outcome }, index) => ({ ...expected[index], outcome }))).toEqual(expected);
    // A single one is asked the same way.
    const single = { ...common, from: "vps", protocol: "udp", port: 123 } as const;
    expect(await probePractice(dataFolder, id, single)).toMatchObject({ outcome: "forbidden" });
    await run(record.sockets.ipv4, `${program} -F`);
  });

  it("restarts with empty tables and a new boot id, keeps the boot copy and runs it", async () => {
    const before = (
      await run(record.sockets.ipv4, "cat /proc/sys/kernel/random/boot_id; touch /run/gone")
    ).trim();
    await run(
      record.sockets.ipv4,
      "iptables -A INPUT -p tcp --dport 80 -j DROP; echo 'iptables -N BOOTED; ip6tables -N BOOTED' > /var/lib/sekisho/boot.sh",
    );
    await restartPractice(dataFolder, id);
    const told = await run(
      record.sockets.ipv6,
      "cat /proc/sys/kernel/random/boot_id; iptables -S; ip6tables -S; ls /run; rm /var/lib/sekisho/boot.sh",
    );
    expect(told.split("\n")[0]).not.toBe(before);
    expect(told).not.toContain("gone");
    expect(told).not.toContain("dport 80");
    expect(told.match(/-N BOOTED/g)).toHaveLength(2);
    expect(await practiceAlive(dataFolder, id)).toBe(true);
  });

  it("leaves no process and no file when it is destroyed, and spares a stranger with its pid", async () => {
    const bystander = spawn("sleep", ["60"]);
    try {
      const file = join(dataFolder, "practice", id, "practice.json");
      const honest = readFileSync(file, "utf8");
      writeFileSync(file, JSON.stringify({ ...record, outer: { ...record.outer, pid: bystander.pid } }));
      expect(await practiceAlive(dataFolder, id)).toBe(false);
      writeFileSync(file, honest);
      await destroyPractice(dataFolder, id);
      expect(bystander.exitCode ?? bystander.signalCode).toBeNull();
    } finally {
      bystander.kill();
    }
    expect(existsSync(join(dataFolder, "practice", id))).toBe(false);
    // By the whole path: another run on this machine may have a VPS of the same name.
    const left = readdirSync("/proc").flatMap((name) => {
      if (!/^\d+$/.test(name)) return [];
      try {
        const words = readFileSync(`/proc/${name}/cmdline`, "utf8").replaceAll("\0", " ");
        return words.includes(join(dataFolder, "practice", id)) ? [`${name} ${words}`] : [];
      } catch {
        return [];
      }
    });
    expect(left).toEqual([]);
    expect(await practiceAlive(dataFolder, id)).toBe(false);
  });
});

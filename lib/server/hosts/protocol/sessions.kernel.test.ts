import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test as plainTest } from "vitest";
import { makeKey } from "@/lib/server/hosts/make-key";
import { hostKinds } from "@/lib/server/hosts/testing/host-kinds";
import {
  applied,
  applyScript,
  confirm,
  ended,
  newId,
  outcome,
  status,
  timers,
  versions,
  versionText,
} from "@/lib/server/hosts/testing/kernel-calls";
import { type PlainHost, plainUser, raisePlainHost } from "@/lib/server/hosts/testing/plain-host";

const folder = mkdtempSync(join(tmpdir(), "sekisho-sessions-"));
const key = makeKey("panel");
writeFileSync(join(folder, "key"), key.privateKey, { mode: 0o600 });
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const open = (version: number) => versionText(version, { last: "ACCEPT" });

/** OpenSSH's own client, until its output holds a word; then it is still connected. */
async function login(
  host: PlainHost,
  user: string,
  options: readonly string[],
  command: string,
  word: string,
) {
  const child = spawn(
    "ssh",
    [
      ...["-i", join(folder, "key"), "-o", "BatchMode=yes", "-o", "LogLevel=ERROR", "-F", "none"],
      ...["-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null"],
      ...options,
      `${user}@${host.address4}`,
      command,
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  let said = "";
  await new Promise<void>((resolve, reject) => {
    const hear = (data: Buffer) => {
      said += data;
      if (said.includes(word)) resolve();
    };
    child.stdout.on("data", hear);
    child.stderr.on("data", hear);
    child.once("close", () => reject(new Error(`ssh ended: ${said}`)));
  });
  return {
    gone,
    kill: () => {
      child.kill("SIGKILL");
      return gone;
    },
  };
}
type Client = Awaited<ReturnType<typeof login>>;

/** Processes of sshd besides the one that takes connections, and all of their sessions but those of the timers. */
const killSessions = `read -r main </run/etc/sshd.pid
for stat in /proc/[0-9]*/stat; do
  read -r pid comm _ <$stat
  [ "$comm" = "(sshd)" ] && [ $pid != $main ] && sessions="$sessions $pid"
done
for stat in /proc/[0-9]*/stat; do
  read -r pid comm state ppid group session _ <$stat
  for each in $sessions; do [ $ppid = $each ] && shells="$shells $session"; done
done
for stat in /proc/[0-9]*/stat; do
  read -r pid comm state ppid group session _ <$stat
  for each in $shells; do [ $session = $each ] && kill -9 $pid; done
done
[ -n "$shells" ] && kill -9 $sessions; :`;

const stay = "; exec sleep 60";
const ends: readonly {
  readonly what: string;
  readonly user?: string;
  readonly options?: readonly string[];
  readonly command: string;
  readonly end: (client: Client, host: PlainHost) => Promise<unknown>;
}[] = [
  { what: "the panel's process is killed", command: stay, end: (client) => client.kill() },
  {
    what: "sshd's processes of the session, and all that the session runs, are killed",
    command: stay,
    end: async (client, host) => {
      await host.sh(killSessions);
      await client.gone;
    },
  },
  {
    what: "sshd is restarted, and the panel's process killed",
    command: stay,
    end: async (client, host) => {
      await host.restartSshd();
      await client.kill();
    },
  },
  {
    what: "its terminal hangs up",
    options: ["-tt"],
    command: stay,
    end: (client) => client.kill(),
  },
  {
    what: "its terminal is gone with the last word",
    options: ["-tt"],
    command: "",
    end: (client) => client.gone,
  },
  {
    what: "it went through sudo, which gives it a terminal of its own (use_pty), and hangs up",
    user: plainUser,
    options: ["-tt"],
    command: stay,
    end: (client) => client.kill(),
  },
];

describe.concurrent.each(hostKinds)("sessions without systemd on $backend, $shell", (kind) => {
  plainTest.for(ends.map((each) => [each.what, each] as const))(
    "%s: both timers live on, and the old rules come at their time",
    async ([, { user = "root", options = [], command, end }]) => {
      const host = await raisePlainHost(kind, key.publicKey, { sudoers: "Defaults use_pty" });
      try {
        const first = await applied(host, 1, { rules4: open(1), rules6: open(1) });
        expect(outcome(await confirm(host, first))).toBe("confirmed");
        const id = newId();
        await host.sh(
          "cat >/run/call; chmod 644 /run/call",
          applyScript(id, 2, { timeout: 8, rules4: open(2), rules6: open(2) }),
        );
        const sudo = user === "root" ? "" : "sudo -n ";
        const run = `${sudo}sh -s -- "$SSH_CONNECTION" </run/call${command}`;
        await end(await login(host, user, options, run, "SEKISHO:APPLIED"), host);
        expect(await status(host, id)).toMatchObject({ state: "pending", loaded: true, timers: 2 });
        expect(await versions(host)).toBe("2/2");
        await ended(host, id);
        expect(await versions(host)).toBe("1/1");
        expect(await status(host, id)).toMatchObject({ state: "rolled-back", reason: "expired" });
        expect(await timers(host)).toBe("");
      } finally {
        await host.close();
      }
    },
  );
});

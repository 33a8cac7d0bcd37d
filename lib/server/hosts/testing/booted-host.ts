import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";
import { type DebianHost, raiseDebianHost } from "@/e2e/rig/debian-host";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { makeKey } from "@/lib/server/hosts/make-key";
import { openSocket } from "@/lib/server/hosts/open-socket";
import {
  buildApply,
  buildCancel,
  buildConfirm,
  buildInspect,
  buildStatus,
} from "@/lib/server/hosts/protocol/build";
import { parseAnswer } from "@/lib/server/hosts/protocol/parse-answer";
import { parseInspection } from "@/lib/server/hosts/protocol/parse-inspection";
import { ConnectError, type ExecAnswer, type HostSession } from "@/lib/server/hosts/session";
import { sshConnector } from "@/lib/server/hosts/ssh-connector";

/** Who logs in, and over which family; `sudo` runs the script through `sudo -n`. */
export type Login = { readonly user?: string; readonly sudo?: boolean; readonly over?: 4 | 6 };

/** What an apply sends besides its id. `rules6` null: no IPv6 there. */
export type Sent = { readonly rules4: string; readonly rules6: string | null; readonly timeout?: number };

const execTimeout = 30_000;
const newEndWord = () => randomBytes(16).toString("hex");

let counter = 0;
/** An apply id of its own. */
export function newId(): string {
  counter += 1;
  return `h${counter}-${process.pid}`;
}

/** The last word of a call in short: `applied`, `rolled-back expired`, `failed drift`, `cut`. */
export function outcome(stdout: string): string {
  const { answers, complete } = parseAnswer(stdout);
  const last = answers.at(-1);
  if (last === undefined || !complete) return "cut";
  if (last.kind === "failed") return `failed ${last.code}`;
  return last.kind === "rolled-back" ? `rolled-back ${last.reason}` : last.kind;
}

/** A booted container as the panel meets it: the shipped connector, and a fresh connection for each call. */
export type BootedHost = Awaited<ReturnType<typeof raiseBootedHost>>;

/** Raises it, with `packages` besides the base system. Always `machine.stop()` it. */
export async function raiseBootedHost(packages: readonly string[] = []) {
  const key = makeKey("panel");
  const machine: DebianHost = await raiseDebianHost(key.publicKey, { packages });
  const endpoint = (over: 4 | 6) =>
    ({ kind: "tcp", address: over === 4 ? machine.address4 : machine.address6, port: 22 }) as const;
  const { fingerprint } = await sshConnector.readHostKey(endpoint(4), 10_000);

  /** A new connection. */
  const open = ({ user = "root", over = 4 }: Login = {}): Promise<HostSession> =>
    sshConnector.connect(
      {
        hostId: machine.name,
        user,
        endpoint: endpoint(over),
        authentication: { kind: "key", privateKey: key.privateKey, passphrase: null },
        pinnedFingerprint: fingerprint,
      },
      execTimeout,
    );

  const run = (session: HostSession, script: string, { sudo = false }: Login = {}): Promise<ExecAnswer> =>
    session.run(script, { sudo, timeoutMilliseconds: execTimeout });

  async function call(script: string, login: Login = {}): Promise<ExecAnswer> {
    const session = await open(login);
    try {
      return await run(session, script, login);
    } finally {
      session.close();
    }
  }

  /** Runs a script on the provider's console, which no rule can shut; throws when it fails. */
  function console(script: string): string {
    const { code, stdout, stderr } = machine.console(script);
    if (code !== 0) throw new Error(`${script}: ${code} ${stdout}${stderr}`);
    return stdout;
  }

  const applyScript = (id: string, { rules4, rules6, timeout = 60 }: Sent) =>
    buildApply({ id, timeoutSeconds: timeout, rules4, rules6, endWord: newEndWord() });
  const confirmScript = (id: string) => buildConfirm({ id, endWord: newEndWord() });
  const byId = (build: typeof buildConfirm) => (id: string, login?: Login) =>
    call(build({ id, endWord: newEndWord() }), login);
  const apply = (id: string, sent: Sent, login?: Login) => call(applyScript(id, sent), login);
  const confirm = byId(buildConfirm);

  return {
    machine,
    open,
    run,
    call,
    console,
    applyScript,
    confirmScript,
    apply,
    confirm,
    cancel: byId(buildCancel),

    async status(id: string, login?: Login) {
      const { stdout } = await byId(buildStatus)(id, login);
      const { answers, texts } = parseAnswer(stdout);
      const [answer] = answers;
      if (answer?.kind !== "status") throw new Error(`no status: ${stdout}`);
      return { ...answer, texts };
    },

    /** The facts as the panel reads them; throws where it could not. */
    async facts(login?: Login): Promise<HostFacts> {
      const { stdout } = await call(buildInspect({ endWord: newEndWord() }), login);
      const facts = parseInspection(stdout);
      if (!facts.ok) throw new Error(JSON.stringify(facts.problems));
      return facts.value;
    },

    /** Applies and keeps. */
    async keep(sent: Sent, login?: Login): Promise<string> {
      const id = newId();
      const said = [
        outcome((await apply(id, sent, login)).stdout),
        outcome((await confirm(id, login)).stdout),
      ];
      if (said.join() !== "applied,confirmed") throw new Error(`not kept: ${said}`);
      return id;
    },

    /**
     * Whether a new SSH login gets through. Only silence to the opening packets, sent at 0, 1 and 3 s (Linux doubles
     * from 1 s), means no: once connected, a login is waited for however busy this machine is, and a failing one throws.
     */
    async letsIn(over: 4 | 6): Promise<boolean> {
      try {
        (await openSocket(endpoint(over), 3500)).destroy();
      } catch (cause) {
        if (cause instanceof ConnectError && cause.fault.code === "timeout") return false;
        throw cause;
      }
      (await open({ over })).close();
      return true;
    },

    /** An account that the panel's key opens; `sudoers` is what follows the name in its sudoers line. */
    addAccount(name: string, { sudoers = "", shell = "/bin/bash" } = {}): void {
      console(`set -e; useradd -m -s ${shell} ${name}
        install -d -m 700 -o ${name} /home/${name}/.ssh
        echo '${key.publicKey}' >/home/${name}/.ssh/authorized_keys
        [ -z "${sudoers}" ] || echo '${name} ${sudoers}' >/etc/sudoers.d/${name}`);
    },

    /** The kernel's filter table of both families, without counters and dates. */
    tables: () =>
      console("iptables-save -t filter; ip6tables-save -t filter")
        .replace(/^#.*\n/gm, "")
        .replace(/ \[\d+:\d+\]$/gm, ""),

    /** Own chains as the kernel holds them, in the form in which `renderRestore` writes them. */
    live(family: 4 | 6): string {
      const owned = console(`${family === 4 ? "iptables" : "ip6tables"}-save -t filter`)
        .split("\n")
        .filter((line) => /^(:|-A )SEKISHO-/.test(line))
        .map((line) => line.replace(/ \[\d+:\d+\]$/, " [0:0]"));
      return ["*filter", ...owned, "COMMIT", ""].join("\n");
    },

    /** Waits for what a console command asks; a minute is far more than anything here takes. */
    async until(what: string): Promise<void> {
      const deadline = performance.now() + 60_000;
      while (machine.console(what).code !== 0) {
        if (performance.now() > deadline) {
          throw new Error(
            `never: ${what}\n${machine.console("ls -l /run/sekisho; systemctl list-units 'sekisho*'").stdout}`,
          );
        }
        await pause(100);
      }
    },
  };
}

/** Console commands that tell how an apply stands. */
export const hostSays = {
  ended: (id: string) => `ls /run/sekisho | grep -qE '^(done|failed)\\.[a-z]*\\.${id}$'`,
  timers:
    "for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline 2>/dev/null | grep '/run/sekisho/[t]imer'; done; :",
  units: "systemctl list-units --all --plain --no-legend 'sekisho-revert-*' | awk '{ print $1, $3, $4 }'",
} as const;

/** One container for all tests of a file. */
export function useBootedHost(
  packages: readonly string[] = [],
  prepare: (host: BootedHost) => void | Promise<void> = () => undefined,
): { readonly host: BootedHost } {
  let current: BootedHost | null = null;
  beforeAll(async () => {
    current = await raiseBootedHost(packages);
    await prepare(current);
  });
  afterAll(() => current?.machine.stop());
  return {
    get host() {
      if (current === null) throw new Error("no host outside of a test");
      return current;
    },
  };
}

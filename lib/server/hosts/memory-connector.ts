import {
  ConnectError,
  type ConnectFault,
  type ExecAnswer,
  type HostConnector,
  type HostTarget,
} from "./session";

/** One script that the connector was given. */
export type MemoryRun = {
  readonly hostId: string;
  /** Counts the connections from 1: two runs with the same number shared one. */
  readonly connection: number;
  readonly script: string;
  readonly sudo: boolean;
};

/** How the pretended hosts behave. */
export type MemoryHost = {
  /** Answers one exec. stdout is given to `onLine` line by line before the promise settles. */
  readonly answer: (run: MemoryRun) => ExecAnswer | Promise<ExecAnswer>;
  /** A fault for this connection attempt (counted from 1 over all hosts), or null to let it in. */
  readonly fault?: (target: HostTarget, attempt: number) => ConnectFault | null;
  readonly hostKey?: { readonly type: string; readonly fingerprint: string };
};

/** A HostConnector without a network, for unit tests: scripted answers, and a record of all that was asked. */
export function memoryConnector(host: MemoryHost): HostConnector & {
  readonly runs: readonly MemoryRun[];
  /** How many connections are open now. */
  readonly open: () => number;
} {
  const runs: MemoryRun[] = [];
  const hostKey = host.hostKey ?? { type: "ssh-ed25519", fingerprint: "SHA256:memory" };
  let attempts = 0;
  let open = 0;
  return {
    runs,
    open: () => open,
    async connect(target) {
      attempts += 1;
      const connection = attempts;
      const fault = host.fault?.(target, connection) ?? null;
      if (fault !== null) throw new ConnectError(fault);
      const { pinnedFingerprint: pinned } = target;
      if (pinned !== null && pinned !== hostKey.fingerprint) {
        throw new ConnectError({ code: "host-key-changed", pinned, shown: hostKey.fingerprint });
      }
      open += 1;
      let closed = false;
      return {
        fingerprint: hostKey.fingerprint,
        localPort: 40_000 + connection,
        async run(script, options) {
          if (closed) return { code: null, stdout: "", stderr: "Not connected\n" };
          const run = { hostId: target.hostId, connection, script, sudo: options.sudo };
          runs.push(run);
          const answer = await host.answer(run);
          const lines = answer.stdout.split("\n");
          if (lines.at(-1) === "") lines.pop();
          for (const line of lines) options.onLine?.(line);
          return answer;
        },
        close: () => {
          if (!closed) open -= 1;
          closed = true;
        },
      };
    },
    async readHostKey() {
      return hostKey;
    },
  };
}

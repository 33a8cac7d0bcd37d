/** How to reach and authenticate to a host. Secrets in here live in memory only and are never logged. */
export type HostTarget = {
  readonly hostId: string;
  readonly user: string;
  readonly endpoint:
    | { readonly kind: "tcp"; readonly address: string; readonly port: number }
    /** The practice VPS: a Unix socket whose relay opens one new TCP connection for each of ours. */
    | { readonly kind: "socket"; readonly path: string };
  readonly authentication:
    | { readonly kind: "key"; readonly privateKey: string; readonly passphrase: string | null }
    | { readonly kind: "password"; readonly password: string };
  /** The pinned host key's `SHA256:…` fingerprint, or null only while a first contact asks for it. */
  readonly pinnedFingerprint: string | null;
};

/** What one exec answered. `code` null: the connection ended without an exit status, so nothing is known. */
export type ExecAnswer = {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
};

/** One SSH connection to a host. Each call of `run` is one exec with the script on its stdin. */
export type HostSession = {
  /** Fingerprint that the host showed, `SHA256:…` as ssh-keygen prints it. */
  readonly fingerprint: string;
  /** Our end's TCP port, or null where the connection is not TCP on our side (a practice VPS). */
  readonly localPort: number | null;
  /**
   * Runs a POSIX script with `sh -s`, as root: plainly, or through `sudo -n`. The exec line is constant but for the
   * choice of sudo. `onLine` gets each line of stdout as it arrives; with `keep` false the answer holds none of it, for
   * scripts that go on and on.
   */
  run(
    script: string,
    options: {
      readonly sudo: boolean;
      readonly timeoutMilliseconds: number;
      readonly onLine?: (line: string) => void;
      readonly keep?: boolean;
    },
  ): Promise<ExecAnswer>;
  close(): void;
};

/** Why a connection could not be made; each has a text of its own for the operator. */
export type ConnectFault =
  | { readonly code: "unreachable"; readonly detail: string }
  | { readonly code: "refused"; readonly detail: string }
  /** `stage` tells how far it came: no connection at all, connected but no word of SSH, or stuck in the login. */
  | { readonly code: "timeout"; readonly stage?: "connect" | "greeting" | "login" }
  | { readonly code: "not-ssh"; readonly detail: string }
  | { readonly code: "authentication" }
  | { readonly code: "passphrase" }
  | { readonly code: "bad-key"; readonly detail: string }
  | { readonly code: "host-key-changed"; readonly pinned: string; readonly shown: string };

/** Thrown by `connect`. */
export class ConnectError extends Error {
  constructor(readonly fault: ConnectFault) {
    super(`ssh: ${fault.code}`);
    this.name = "ConnectError";
  }
}

/** Opens sessions; the ssh2 form and the in-memory form of the tests both fit. */
export type HostConnector = {
  connect(target: HostTarget, timeoutMilliseconds: number): Promise<HostSession>;
  /** Reads the host key without authenticating. */
  readHostKey(
    endpoint: HostTarget["endpoint"],
    timeoutMilliseconds: number,
  ): Promise<{ readonly type: string; readonly fingerprint: string }>;
};

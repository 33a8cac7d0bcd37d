import type { BlockedFrame } from "@/lib/core/blocked/blocked-entry";
import type { Check, Seen, VantagePoint } from "@/lib/core/checks/check";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Flow, FlowListing } from "@/lib/core/flows/flow";
import type { LiveFrame } from "@/lib/core/live/live-frame";
import type { Family } from "@/lib/core/net/family";
import type { RehearsalAnswer } from "@/lib/core/rehearsal/rehearsal";
import type { HostKeyView } from "@/lib/server/services/host/host-view";
import type { ProbeView } from "@/lib/server/services/practice/practice-view";
import { ServiceError } from "@/lib/server/services/service-error";

/** Where an SSH server listens. */
export type Endpoint = { readonly address: string; readonly port: number };

/** A key pair in memory: the private part is sealed before it is kept. */
export type KeyPair = {
  /** Text of the private key. */
  readonly privateKey: string;
  /** What opens it; null for a key of the panel's own. */
  readonly passphrase: string | null;
  /** One line of `authorized_keys`. */
  readonly publicKey: string;
  readonly fingerprint: string;
};

/** What one probe of the practice internet sends. */
export type ProbeRequest = {
  readonly family: 4 | 6;
  readonly protocol: "tcp" | "udp" | "ping";
  readonly port: number | null;
};

/** What a host is asked to try. */
export type HostTry = Pick<Check, "kind" | "port"> & { readonly target: string };

/** What the panel saw of each port, and the address that its connections come from where that is sure. */
export type PanelTries = {
  readonly source: Readonly<Record<Family, string | null>>;
  readonly seen: readonly (readonly Seen[])[];
};

/** What a place of the practice internet saw of each port, from the address that it has there. */
export type VantageTries = PanelTries & { readonly name: VantagePoint };

/** A practice VPS that was just raised. */
export type PracticeMade = {
  readonly user: string;
  readonly address: string;
  readonly port: number;
  readonly hostKey: HostKeyView;
  /** Named sources of the practice internet: network objects that exist in it. */
  readonly networks: readonly { readonly name: string; readonly entries: readonly string[] }[];
};

/**
 * The port through which verbs look at hosts. Nothing in it changes a host's rules: that is for job rows.
 * Implemented by `server/jobs` and wired at start. Every method throws `ServiceError` with a code for the operator.
 */
export type HostGateway = {
  readHostKey(endpoint: Endpoint): Promise<HostKeyView>;
  /** The key that a known host shows now. */
  readHostKeyOf(hostId: string): Promise<HostKeyView>;
  /** Reads the facts over a new connection. `onLine` gets each line of progress. */
  inspect(hostId: string, options?: { readonly onLine?: (line: string) => void }): Promise<HostFacts>;
  /** Reads the facts, and what the host's next start would load; a new connection. */
  rehearse(hostId: string): Promise<{ readonly facts: HostFacts; readonly answer: RehearsalAnswer }>;
  /** Reads the facts, and of what is open as much as can be had (null: nothing), over one new connection. */
  look(hostId: string): Promise<{ readonly facts: HostFacts; readonly listing: FlowListing | null }>;
  /** Reads the facts, and the flows that are open; a new connection. */
  readFlows(hostId: string): Promise<{ readonly facts: HostFacts; readonly listing: FlowListing }>;
  /**
   * Ends open flows, and reads what is open after that. `kept`: places in `flows` that the host left alone, being the
   * panel's own. Not one of its rules is changed.
   */
  cutFlows(
    hostId: string,
    flows: readonly Flow[],
  ): Promise<{ readonly listing: FlowListing; readonly kept: readonly number[] }>;
  /**
   * Opens one connection and hands on what the host tells once a second, until `signal` aborts: then it is closed, and
   * the promise settles. Throws when the connection is lost: `live-lost`, and what a connection throws. Reads only.
   */
  watchLive(
    hostId: string,
    options: { readonly onFrame: (frame: LiveFrame) => void; readonly signal: AbortSignal },
  ): Promise<void>;
  /**
   * Reads the facts over a new connection, and tries from the host what `choose` makes of them; the answers stand as the
   * tries do. Changes nothing there.
   */
  tryFromHost(
    hostId: string,
    choose: (facts: HostFacts) => readonly HostTry[],
  ): Promise<{ readonly facts: HostFacts; readonly seen: readonly (readonly Seen[])[] }>;
  /** Connects from the panel to each of these ports of a host, at its address and at `more` for a family without one. */
  tryFromPanel(hostId: string, ports: readonly number[], more: readonly string[]): Promise<PanelTries>;
  /**
   * The same from each place of the internet that a practice VPS is on; no other host has such places. `onEnd`: a place has
   * its answers.
   */
  tryFromVantagePoints(
    hostId: string,
    ports: readonly number[],
    onEnd?: (name: VantagePoint) => void,
  ): Promise<readonly VantageTries[]>;
  /** The same for what the host's rules write into its log. */
  watchBlocked(
    hostId: string,
    options: { readonly onFrame: (frame: BlockedFrame) => void; readonly signal: AbortSignal },
  ): Promise<void>;
  /** Lets a public key in, with a password that is used for this one call and kept nowhere. */
  installKey(
    target: Endpoint & { readonly user: string; readonly fingerprint: string },
    password: string,
    publicKey: string,
  ): Promise<void>;
  makeKeyPair(comment: string): Promise<KeyPair>;
  /** One line for a shell on the host that lets a public key in for the account that runs it. */
  installCommand(publicKey: string): string;
  /** Reads a pasted private key; throws the code of `hosts/parse-key` (`key-format`, `key-passphrase-wrong` …). */
  readPrivateKey(text: string, passphrase: string | null): Promise<KeyPair>;
  /** Wakes the runner: a job row was written, or a wish. */
  wake(): void;
  readonly practice: {
    /** Null where it can run, else the cause. */
    available(): Promise<{ readonly code: string; readonly text: string } | null>;
    /** Raises a practice VPS that takes this public key. */
    create(hostId: string, publicKey: string): Promise<PracticeMade>;
    destroy(hostId: string): Promise<void>;
    restart(hostId: string): Promise<void>;
    running(hostId: string): Promise<boolean>;
    probe(hostId: string, from: VantagePoint, request: ProbeRequest): Promise<Omit<ProbeView, "from">>;
  };
};

// Module state is not shared between the copies that the framework makes; globalThis is.
const holder = globalThis as typeof globalThis & { __sekishoGateway?: HostGateway };

/** The gateway that was wired at start; throws `not-started` before that. */
export function hostGateway(): HostGateway {
  const gateway = holder.__sekishoGateway;
  if (gateway === undefined) {
    throw new ServiceError("not-started", "The panel is still starting. Try again in a moment.");
  }
  return gateway;
}

/** Wires a gateway; for the start of the panel and for tests. */
export function setHostGateway(gateway: HostGateway): void {
  holder.__sekishoGateway = gateway;
}

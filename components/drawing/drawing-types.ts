import type { Family } from "@/lib/core/net/family";

/** Who stands at one end of a lane. `key` is stable for the same set of addresses or the same name. */
export type Party = {
  readonly key: string;
  readonly kind: "anyone" | "panel" | "object" | "addresses" | "others";
  /** The object's name; null for the other kinds. */
  readonly name: string | null;
  /** The addresses as people read them, at most a handful, and how many there are. */
  readonly addresses: readonly string[];
  readonly count: number;
};

/** What goes through one slot of the gate. */
export type LaneService = {
  readonly key: string;
  /** `all`: every protocol and port. */
  readonly kind: "all" | "named" | "raw" | "ping";
  /** A service object's name, or the ports themselves. */
  readonly label: string;
  /** Protocol and ports, such as `tcp 443`; empty for `all` and `ping`. */
  readonly ports: string;
};

/** `observed`: what the rule would refuse is logged, and the rules below it decide. */
export type LaneVerdict = "accept" | "drop" | "reject" | "observed";

/** One line of the picture: somebody, a service, and what happens to a new connection. */
export type Lane = {
  readonly key: string;
  readonly direction: "in" | "out";
  readonly party: Party;
  readonly service: LaneService;
  readonly verdict: LaneVerdict;
  readonly families: readonly Family[];
  readonly ruleId: string | null;
  /** The VPS's own address that the lane is for, or null for all of them. */
  readonly ownAddress: string | null;
  /** Numeric Linux user of an outbound lane, or null. */
  readonly user: number | null;
  /** That user's name on the host, where it is known. */
  readonly userName: string | null;
  readonly limited: boolean;
  readonly logged: boolean;
};

/** What happens to everything that no lane names; `host` leaves it to the host's other rules. */
export type Rest = "accept" | "drop" | "reject" | "host";

/** The same of what leaves; `observed`: all of it passes, and is logged as what would be refused. */
export type OutRest = Rest | "observed";

/** The same of what passes through; `published`: ports that are sent on are held to the rules, the rest is left alone. */
export type ForwardRest = Rest | "published";

/** Whose answers pass without a new connection. */
export type Answers =
  | { readonly kind: "all" }
  | { readonly kind: "none" }
  /** The host's other rules decide. */
  | { readonly kind: "host" }
  /** Answers to some services or parties only: names or ports, and `panel` where the panel's own address is among them. */
  | { readonly kind: "some"; readonly labels: readonly string[]; readonly panel: boolean };

/** The picture as data: what the compiled ruleset of both families lets through. */
export type Drawing = {
  readonly lanes: readonly Lane[];
  readonly rest: { readonly in: Rest; readonly out: OutRest; readonly forward: ForwardRest };
  readonly answers: { readonly in: Answers; readonly out: Answers };
  readonly families: readonly Family[];
};

/** Names for what a ruleset holds only as numbers. */
export type DrawingNames = {
  readonly networks: readonly { readonly name: string; readonly entries: readonly string[] }[];
  readonly services: readonly {
    readonly name: string;
    readonly parts: readonly {
      readonly protocol: "tcp" | "udp" | "ping";
      readonly ports?: readonly string[];
    }[];
  }[];
  /** The panel's address as the host sees it, or null where it is not known. */
  readonly panelAddress: string | null;
  /** The host's Linux users by name; a user that is not among them is told by its number. */
  readonly users?: Readonly<Record<string, number>>;
};

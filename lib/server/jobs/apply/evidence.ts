import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { ApplyEvent } from "@/lib/core/rollout/apply-state";
import type { LiveText } from "@/lib/server/services/apply/apply-view";

/** What is put on record beside an event. */
export type Evidence = {
  /** The host's raw lines with our prefix that belong to the event. */
  readonly answer?: string;
  readonly hostUptime?: number;
  /** Plain data; never a secret. */
  readonly detail?: Readonly<Record<string, unknown>>;
  readonly live?: LiveText;
  /** The panel as the host saw it on the connection of the inspection, which is the one that loads the rules. */
  readonly source?: { readonly address: string; readonly port: number };
  /** What was just read of the host; its row is brought up to date. */
  readonly facts?: HostFacts;
  /** Code of what refused the apply, for the reason of its row. */
  readonly refusal?: string;
};

/** An event for the machine with its evidence. */
export type Happening = { readonly event: ApplyEvent; readonly evidence: Evidence };

/** Where effects put what happened. */
export type Report = (happening: Happening) => void;

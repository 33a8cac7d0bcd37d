import type { OpenFlow } from "@/lib/core/flows/judge-flow";

/** By what a flow can be ended here; `no-tool`: neither by a socket of the host nor by taking it out of tracking. */
export type CutMeans = "socket" | "tracking" | "no-tool";

/** Whose flow it is, where it is not offered: the panel's own way in, or the reader's. */
export type FlowKeeper = "panel" | "reader";

/** One flow that is open although its first packet would be refused now. */
export type FlowView = {
  /** Send it back to have it cut. */
  readonly key: string;
  readonly way: "in" | "out" | "through";
  readonly family: 4 | 6;
  readonly protocol: string;
  readonly from: { readonly address: string; readonly port: number };
  readonly to: { readonly address: string; readonly port: number };
  /** What holds its socket on the host, where that is known. */
  readonly program: string | null;
  /** What its first packet would meet. */
  readonly asNew: "refused" | "cannot-tell";
  readonly open: OpenFlow;
  readonly means: CutMeans;
  readonly keeper: FlowKeeper | null;
};

/** What a host's open flows say beside the rules that are live. Times are ISO texts. */
export type FlowsView = {
  readonly readAt: string;
  readonly flows: readonly FlowView[];
  /** How many flows are open and would be accepted again. */
  readonly accepted: number;
  /** What the host can list: without tracking, flows without a socket of their own are not seen. */
  readonly seen: { readonly sockets: boolean; readonly tracking: boolean };
  /** The lists were too long, so there are more. */
  readonly more: boolean;
};

/** How a cut ended: each flow was looked for again afterwards. */
export type CutView = {
  readonly gone: readonly FlowView[];
  /** Still there, or taken up again by a side that goes on sending. */
  readonly alive: readonly FlowView[];
  /** Left alone by the host: the panel's own. */
  readonly kept: readonly FlowView[];
};

/** A cut on record. Each flow is one text. */
export type CutRecord = {
  readonly id: string;
  readonly at: string;
  readonly who: string;
  readonly gone: readonly string[];
  readonly alive: readonly string[];
  /** The host was asked to end these, and its answer is not on record: still under way, or it never arrived. */
  readonly unanswered: readonly string[];
};

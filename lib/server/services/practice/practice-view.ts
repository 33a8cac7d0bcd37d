import type { VantagePoint } from "@/lib/core/checks/check";

/** Whether a practice VPS can run here, and the ones there are. `cause` is a code with a text; null where it can. */
export type PracticeView = {
  readonly available: boolean;
  readonly cause: { readonly code: string; readonly text: string } | null;
  readonly hosts: readonly { readonly hostId: string; readonly name: string; readonly running: boolean }[];
};

/** What a probe from a vantage point saw. */
export type ProbeView = {
  readonly from: VantagePoint;
  readonly family: 4 | 6;
  readonly protocol: "tcp" | "udp" | "ping";
  readonly port: number | null;
  readonly outcome: "works" | "refused" | "forbidden" | "timed-out" | "unreachable";
  readonly milliseconds: number;
};

import type { Phase } from "@/lib/core/rollout/phase";

/** What a campaign asks of its panel, one JSON text a line on stdin. */
export type Command =
  | {
      readonly verb: "add-host";
      readonly address: string;
      readonly privateKey: string;
      readonly networks: readonly { readonly name: string; readonly entries: readonly string[] }[];
    }
  | {
      readonly verb: "draft";
      readonly hostId: string;
      readonly services: readonly string[];
      readonly admin: string;
    }
  | { readonly verb: "review"; readonly hostId: string }
  | {
      readonly verb: "start";
      readonly hostId: string;
      readonly hash: string;
      readonly confirmMode: "proven" | "ask";
      readonly timeoutSeconds: number;
      readonly anyway: boolean;
    }
  | { readonly verb: "watch" | "keep" | "roll-back" | "re-inspect" | "read"; readonly applyId: string };

export type Asked = Command & { readonly id: number };

/** What a review says, as far as a campaign needs it. */
export type Reviewed = {
  readonly hash: string;
  readonly restore4: string;
  readonly restore6: string | null;
  readonly needsAnyway: boolean;
  readonly lockout: string | null;
  readonly problems: readonly string[];
};

/** How the panel says an apply stands. */
export type Standing = {
  readonly phase: Phase;
  readonly attempting: string | null;
  readonly reason: string | null;
  readonly running: boolean;
  /** One line for each event of the history. */
  readonly history: readonly string[];
};

/** One JSON text a line on the panel's file descriptor 3. */
export type Message =
  | { readonly type: "ready" }
  | { readonly type: "answer"; readonly id: number; readonly value: unknown }
  | { readonly type: "refusal"; readonly id: number; readonly code: string; readonly text: string }
  | {
      readonly type: "apply";
      readonly applyId: string;
      readonly phase: Phase;
      readonly attempting: string | null;
    };

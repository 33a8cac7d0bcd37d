import type { CounterSample } from "@/lib/core/live/counter-series";
import type { LiveSocket, SocketSource } from "@/lib/core/live/live-frame";
import type { SocketWay } from "@/lib/core/live/socket-way";
import type { Family } from "@/lib/core/net/family";
import type { RuleView } from "../explain/explain-view";

/** One row: a socket, who began it, and how long it is seen. */
export type LiveSocketView = LiveSocket & {
  readonly way: SocketWay;
  /** The name of the account where it is known, else its number; null: nobody's any more. */
  readonly user: string | null;
  /** In seconds of the host's uptime. */
  readonly since: number;
  /** False: it was there before anybody looked. */
  readonly exact: boolean;
};

/** All sockets of one moment. */
export type LiveSocketsView = {
  /** The panel's clock, ISO. */
  readonly readAt: string;
  /** Seconds since the host's start. */
  readonly uptime: number;
  /** `proc` names no programs; `none`: the host cannot list its sockets. */
  readonly source: SocketSource;
  /** More than are listed. */
  readonly more: number;
  readonly rows: readonly LiveSocketView[];
};

/** A rule of our chains, told as on the other pages. */
export type LiveRuleView = { readonly family: Family; readonly rule: RuleView };

/** The rules that are loaded now, in the order of their chains. `name`: as in the samples; another one is another set of rules. */
export type LiveRulesView = { readonly name: string; readonly rules: readonly LiveRuleView[] };

/** How the stream stands. `lost`: what is known is old, and the host is tried again. */
export type LiveStatusView =
  | { readonly kind: "connecting" }
  | { readonly kind: "live" }
  | {
      readonly kind: "lost";
      readonly code: string;
      readonly params: Readonly<Record<string, string | number>>;
      readonly retryInSeconds: number;
    };

/** One message of the stream. Null: as in the message before. */
export type LiveMessage = {
  readonly status: LiveStatusView;
  readonly sockets: LiveSocketsView | null;
  readonly rules: LiveRulesView | null;
  readonly counts: CounterSample | null;
};

"use client";

import { addSample, type CounterSeries, noCounters } from "@/lib/core/live/counter-series";
import { addMoment, type Moment } from "@/lib/core/live/group-sockets";
import type {
  LiveMessage,
  LiveRulesView,
  LiveSocketsView,
  LiveStatusView,
} from "@/lib/server/services/live/live-view";
import { type Link, useHostStream } from "./use-host-stream";

/** What was heard of a host until now. */
export type Live = {
  readonly status: LiveStatusView;
  readonly sockets: LiveSocketsView | null;
  readonly moments: readonly Moment[];
  readonly rules: LiveRulesView | null;
  readonly counters: CounterSeries;
  /** When the last message came, by this browser's steady clock, in milliseconds. */
  readonly heardAt: number | null;
};

const nothing: Live = {
  status: { kind: "connecting" },
  sockets: null,
  moments: [],
  rules: null,
  counters: noCounters,
  heardAt: null,
};

export function heard(live: Live, message: LiveMessage, at: number): Live {
  const { status, sockets, rules, counts } = message;
  return {
    status,
    sockets: sockets ?? live.sockets,
    moments: sockets === null ? live.moments : addMoment(live.moments, sockets.uptime, sockets.rows),
    rules: rules ?? live.rules,
    counters: counts === null ? live.counters : addSample(live.counters, counts),
    heardAt: at,
  };
}

/** A host as it is told once a second, as long as the page is open. */
export function useLive(hostId: string): { readonly live: Live; readonly link: Link } {
  const { known, link } = useHostStream(`/api/hosts/${hostId}/live`, nothing, heard);
  return { live: known, link };
}

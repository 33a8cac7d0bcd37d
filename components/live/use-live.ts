"use client";

import { useEffect, useState } from "react";
import { addSample, type CounterSeries, noCounters } from "@/lib/core/live/counter-series";
import { addMoment, type Moment } from "@/lib/core/live/group-sockets";
import type {
  LiveMessage,
  LiveRulesView,
  LiveSocketsView,
  LiveStatusView,
} from "@/lib/server/services/live/live-view";

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

/** How the stream from the panel stands: `closed` when it will not come back by itself (signed out, host gone). */
export type Link = "open" | "broken" | "closed";

/** A host as it is told once a second, as long as the page is open. The browser connects again by itself. */
export function useLive(hostId: string): { readonly live: Live; readonly link: Link } {
  const [live, setLive] = useState(nothing);
  const [link, setLink] = useState<Link>("open");
  useEffect(() => {
    const source = new EventSource(`/api/hosts/${hostId}/live`);
    source.onmessage = (event: MessageEvent<string>) => {
      const message = JSON.parse(event.data) as LiveMessage;
      setLink("open");
      setLive((before) => heard(before, message, performance.now()));
    };
    source.onerror = () => setLink(source.readyState === EventSource.CLOSED ? "closed" : "broken");
    source.addEventListener("refused", () => {
      source.close();
      setLink("closed");
    });
    return () => source.close();
  }, [hostId]);
  return { live, link };
}

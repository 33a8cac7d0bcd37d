"use client";

import { useTranslations } from "use-intl";
import { DrillWord } from "../drill/outcome-word";
import { StateWord } from "../ui/state-word";
import { type HostStanding, hostStateLooks, hostStateOf } from "./host-state";
import { phaseLooks } from "./phase-word";

type HostStateWordProps = {
  host: HostStanding;
  badge?: boolean;
};

/** The state of a host: icon and word. While an apply is pending it is that apply's phase. */
export function HostStateWord({ host, badge }: HostStateWordProps) {
  const t = useTranslations("hosts.state");
  const phase = useTranslations("common.phase");
  const state = hostStateOf(host);
  if (state === "pending" && host.pending?.drill) return <DrillWord outcome="running" badge={badge} />;
  if (state === "pending" && host.pending) {
    return <StateWord {...phaseLooks[host.pending.phase]} word={phase(host.pending.phase)} badge={badge} />;
  }
  return <StateWord {...hostStateLooks[state]} word={t(state)} badge={badge} />;
}

"use client";

import { Activity, LoaderCircle, Pause } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { type FindingTexts, findingText } from "@/lib/client/finding-text";
import type { LiveSocketsView } from "@/lib/server/services/live/live-view";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { Time } from "../ui/time";
import type { Link } from "./use-host-stream";
import type { Live } from "./use-live";

/** Nothing for so long is no longer "now": the host is read once a second. */
const silence = 4;

/** Whole seconds since the last message: what is drawn from it is drawn anew only where they change. */
export function useSilence(heardAt: number | null): number {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const look = () =>
      setSeconds(heardAt === null ? 0 : Math.max(0, Math.floor((performance.now() - heardAt) / 1000)));
    look();
    const timer = setInterval(look, 500);
    return () => clearInterval(timer);
  }, [heardAt]);
  return seconds;
}

export type Standing = "connecting" | "live" | "lost" | "silent" | "broken" | "closed";

/** How what is shown stands to what is true now. */
export function standingOf({ status }: Pick<Live, "status">, link: Link, silentFor: number): Standing {
  if (link !== "open") return link;
  if (status.kind === "live") return silentFor >= silence ? "silent" : "live";
  return status.kind;
}

type StandingProps = {
  live: Pick<Live, "status"> & { readonly sockets: Pick<LiveSocketsView, "readAt"> | null };
  standing: Standing;
  silentFor: number;
  /** What is on the page while it is paused; null: it follows. */
  paused: Pick<LiveSocketsView, "readAt"> | null;
};

/** Whether the page shows what is true now; if not, since when it does not, and what is done about it. */
export function LiveStanding({ live: { status, sockets }, standing, silentFor, paused }: StandingProps) {
  const t = useTranslations("live");
  const errors = useTranslations("errors") as unknown as FindingTexts;
  if (standing === "connecting") {
    return (
      <p role="status" className="flex items-center gap-2 text-14 text-ink-2">
        <LoaderCircle aria-hidden className="size-4 animate-turn" />
        {t("standing.connecting")}
      </p>
    );
  }
  const old =
    sockets === null
      ? t("standing.nothing")
      : t.rich("standing.old", { when: () => <Time value={sockets.readAt} style="clock" bare /> });
  if (standing === "lost" && status.kind === "lost") {
    const { code, params, retryInSeconds } = status;
    const seconds = Math.max(0, Math.ceil(retryInSeconds - silentFor));
    return (
      <Callout kind="warning" announce title={t("standing.lost.title")}>
        {findingText(errors, { code, params, text: "" })} {/* Not read out each second. */}
        <span aria-live="off">{t("standing.lost.next", { seconds })}</span> {old}
      </Callout>
    );
  }
  if (standing === "closed") {
    return (
      <Callout
        kind="warning"
        announce
        title={t("standing.closed.title")}
        actions={<Button onClick={() => window.location.reload()}>{t("standing.reload")}</Button>}
      >
        {t("standing.closed.text")} {old}
      </Callout>
    );
  }
  if (standing === "broken") {
    return (
      <Callout kind="warning" announce title={t("standing.broken.title")}>
        {t("standing.broken.text")} {old}
      </Callout>
    );
  }
  if (standing === "silent") {
    return (
      <Callout kind="warning" title={t("standing.silent.title", { seconds: silentFor })}>
        {t("standing.silent.text")} {old}
      </Callout>
    );
  }
  if (paused !== null) {
    return (
      <p role="status" className="flex flex-wrap items-center gap-x-2 text-14 text-ink">
        <Pause aria-hidden className="size-4" />
        <span className="font-medium">{t("standing.paused.title")}</span>
        <span className="text-13 text-ink-2">
          {t.rich("standing.paused.text", { when: () => <Time value={paused.readAt} style="clock" bare /> })}
        </span>
      </p>
    );
  }
  return (
    <p className="flex flex-wrap items-center gap-x-2 text-14 text-ink">
      <Activity aria-hidden className="size-4" />
      <span className="font-medium">{t("standing.live")}</span>
      {sockets !== null && (
        <span className="text-13 text-ink-2">
          {t.rich("standing.readAt", { when: () => <Time value={sockets.readAt} style="clock" /> })}
        </span>
      )}
    </p>
  );
}

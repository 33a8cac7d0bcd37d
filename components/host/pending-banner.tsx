"use client";

import { ArrowRight, Timer } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { PendingApply } from "@/lib/server/services/host/host-view";
import { Button } from "../ui/button";
import { toneGround } from "../ui/state-word";
import { PhaseWord } from "./phase-word";
import { Remaining } from "./remaining";

/** An apply is not over: says so, with what is left, and leads to it. */
export function PendingBanner({ hostId, pending }: { hostId: string; pending: PendingApply }) {
  const t = useTranslations("hosts");
  const drill = useTranslations("drill");
  const unknown = pending.phase === "unknown";
  return (
    <div
      className={cn(
        "mb-6 flex flex-wrap items-center justify-between gap-3 rounded-3 border px-4 py-3",
        toneGround[unknown ? "unknown" : "pending"],
      )}
    >
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Timer aria-hidden className="size-4.5 text-ink-2" />
        <span className="font-semibold">
          {pending.drill
            ? drill("pending", { number: pending.number })
            : t("pendingApply", { number: pending.number })}
        </span>
        <PhaseWord phase={pending.phase} />
        {pending.countdown && <Remaining countdown={pending.countdown} />}
        <span className="text-13 text-ink-2">
          {pending.drill && !unknown ? drill("short.running") : t(unknown ? "pendingUnknown" : "pendingText")}
        </span>
      </div>
      <Button asChild>
        <Link href={`/hosts/${hostId}/applies/${pending.applyId}`}>
          {t("watchApply")}
          <ArrowRight aria-hidden />
        </Link>
      </Button>
    </div>
  );
}

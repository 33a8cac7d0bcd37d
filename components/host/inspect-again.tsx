"use client";

import { Stethoscope } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { useInspection } from "@/lib/client/use-inspection";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Time } from "../ui/time";
import { InspectionLines } from "./inspection-lines";

type InspectAgainProps = {
  hostId: string;
  inspectedAt: string | null;
  /** When it was read is said elsewhere. */
  bare?: boolean;
};

/** When the host was last read, and a fresh look, shown as it happens. */
export function InspectAgain({ hostId, inspectedAt, bare = false }: InspectAgainProps) {
  const t = useTranslations("hosts.inspection");
  const router = useRouter();
  const { inspection, run } = useInspection();
  const running = inspection.state === "running";
  return (
    <div className="flex flex-col gap-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <Button size="small" pending={running} onClick={() => run(hostId, () => router.refresh())}>
          {!running && <Stethoscope aria-hidden />}
          {t(inspectedAt ? "again" : "first")}
        </Button>
        {!bare && (
          <span className="text-13 text-ink-3">
            {inspectedAt ? (
              <>
                {t("lastRead")} <Time value={inspectedAt} />
              </>
            ) : (
              t("neverRead")
            )}
          </span>
        )}
      </div>
      {(running || inspection.state === "failed") && <InspectionLines inspection={inspection} />}
      {inspection.state === "failed" && <FailureNote failure={inspection.failure} />}
    </div>
  );
}

import { useTranslations } from "use-intl";
import type { ApplyProgress } from "@/lib/server/services/apply/apply-view";
import { CountdownRing } from "../rollout/countdown-ring";
import { Time } from "../ui/time";

/** While the panel is shut out: what is left by the host's own clock. Nothing can be pressed, since nothing gets in. */
export function DrillWait({ progress, skew }: { progress: ApplyProgress; skew: number }) {
  const t = useTranslations("drill");
  const left = useTranslations("apply.decision");
  const { countdown, timeoutSeconds } = progress;
  if (countdown === null) return null;
  return (
    <section
      aria-label={t("short.running")}
      className="flex flex-col items-center gap-4 rounded-3 border border-pending/40 bg-pending-soft p-5 text-center"
    >
      <CountdownRing countdown={countdown} totalSeconds={timeoutSeconds} skew={skew} label={left("left")} />
      <p className="max-w-prose font-medium text-16">
        {t.rich("waiting", {
          time: () => <Time value={countdown.deadlineAt} style="clock" className="font-mono" />,
        })}
      </p>
    </section>
  );
}

"use client";

import { useEffect, useState } from "react";
import { formatRemaining } from "@/lib/client/use-remaining";
import type { Countdown } from "@/lib/server/services/apply/apply-view";
import { secondsLeft, shareLeft } from "./countdown-math";

const radius = 62;
const around = 2 * Math.PI * radius;

/** Big mm:ss in a thin ring, from the host's own clock. Before the page is alive it shows what the server counted. */
export function CountdownRing({
  countdown,
  totalSeconds,
  skew,
  label,
}: {
  countdown: Countdown;
  totalSeconds: number;
  skew: number;
  label: string;
}) {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds =
    now === null
      ? Math.max(0, Math.ceil(countdown.remainingSeconds))
      : secondsLeft(countdown.deadlineAt, now, skew);
  return (
    <div className="relative grid size-36 shrink-0 place-items-center">
      <svg aria-hidden viewBox="0 0 144 144" className="-rotate-90 absolute inset-0">
        <circle cx={72} cy={72} r={radius} className="fill-none stroke-line" strokeWidth={3} />
        <circle
          cx={72}
          cy={72}
          r={radius}
          className="fill-none stroke-pending"
          strokeWidth={3}
          strokeDasharray={`${around * shareLeft(seconds, totalSeconds)} ${around}`}
        />
      </svg>
      <span role="timer" aria-label={label} className="font-mono font-semibold text-28 tabular-nums">
        {formatRemaining(seconds)}
      </span>
    </div>
  );
}

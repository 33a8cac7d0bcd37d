"use client";

import { Radar } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";

/** How a look ended, as the panel says it. */
export type Looked = "looked" | "unreadable" | "nothing-to-compare" | "busy";

export type Look = (hostId: string) => Promise<Outcome<Looked>>;

type LookNowProps = { hostId: string; look: Look; className?: string };

/** Reads the host now. While it does, it says so; afterwards, how it ended. The page shows what was seen. */
export function LookNow({ hostId, look, className }: LookNowProps) {
  const t = useTranslations("tighten.page.look");
  const { run, pending, failure } = useVerb(look);
  const [end, setEnd] = useState<Looked | null>(null);
  return (
    <div className={className}>
      <Button
        pending={pending}
        onClick={() => {
          setEnd(null);
          run(hostId, setEnd);
        }}
      >
        {!pending && <Radar aria-hidden />}
        {t("button")}
      </Button>
      <p role="status" className="mt-2 text-13 text-ink-2 empty:hidden">
        {pending && t("running")}
        {!pending && end === "looked" && t("looked")}
        {!pending && end === "busy" && t("busy")}
        {!pending && end === "unreadable" && (
          <>
            {t("unreadable")}{" "}
            <Link href={`/hosts/${hostId}` as Route} className="text-accent underline underline-offset-2">
              {t("overview")}
            </Link>
          </>
        )}
      </p>
      <FailureNote failure={failure} />
    </div>
  );
}

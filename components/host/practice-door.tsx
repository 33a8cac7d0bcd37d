"use client";

import { FlaskConical } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import { findingText } from "@/lib/client/finding-text";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import type { PracticeView } from "@/lib/server/services/practice/practice-view";
import { Button } from "../ui/button";
import { Callout } from "../ui/callout";
import { FailureNote } from "../ui/failure-note";

export type PracticeDoorProps = {
  cause: PracticeView["cause"];
  createPractice: (input: null) => Promise<Outcome<{ hostId: string }>>;
};

/** Why a practice VPS cannot run here, and what to do about it. */
export function PracticeCause({ cause }: { cause: NonNullable<PracticeView["cause"]> }) {
  const t = useTranslations("hosts.practice");
  const causes = useTranslations("hosts.practice.cause");
  return (
    <Callout kind="notice" title={t("unavailable")}>
      {findingText(causes as unknown as Parameters<typeof findingText>[0], { ...cause, params: {} })}
    </Callout>
  );
}

/** Raises a practice VPS and leads to it. */
export function PracticeButton({
  createPractice,
  primary,
}: Omit<PracticeDoorProps, "cause"> & { primary?: boolean }) {
  const t = useTranslations("hosts.practice");
  const router = useRouter();
  const { run, pending, failure } = useVerb(createPractice);
  return (
    <div className="flex flex-col gap-3">
      <div>
        <Button
          variant={primary ? "primary" : "secondary"}
          pending={pending}
          onClick={() => run(null, ({ hostId }) => router.push(`/hosts/${hostId}`))}
        >
          {!pending && <FlaskConical aria-hidden />}
          {pending ? t("raising") : t("try")}
        </Button>
      </div>
      <FailureNote failure={failure} />
    </div>
  );
}

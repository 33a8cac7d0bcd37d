import type { Metadata } from "next";
import Link from "next/link";
import { LeaveForm } from "@/components/leave/leave-form";
import { LockoutVerdict } from "@/components/rollout/lockout-verdict";
import { buttonClasses } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { EmptyState } from "@/components/ui/empty-state";
import { PageHeader } from "@/components/ui/page-header";
import { Section } from "@/components/ui/section";
import { SentenceGap } from "@/components/ui/sentence-gap";
import { findingText } from "@/lib/client/finding-text";
import { timeoutSeconds } from "@/lib/core/rollout/timing";
import { requireActor } from "@/lib/server/auth/actor";
import { getTranslations } from "@/lib/server/i18n/get-translations";
import type { LeaveView } from "@/lib/server/services/leave/leave-view";
import { readLeave } from "@/lib/server/services/leave/read-leave";
import { readLeaveMeaning } from "@/lib/server/services/leave/read-leave-meaning";
import { isServiceError, type ServiceError } from "@/lib/server/services/service-error";
import { readHostOr404 } from "../read-host-or-404";
import { ToldMeaning } from "../told-meaning";
import { startLeaveAction } from "./actions";

type LeavePageProps = { params: Promise<{ host: string }> };

export async function generateMetadata({ params }: LeavePageProps): Promise<Metadata> {
  const { name } = await readHostOr404((await params).host);
  return { title: (await getTranslations("leave"))("title", { name }) };
}

async function viewOf(hostId: string): Promise<LeaveView | ServiceError> {
  const actor = await requireActor();
  try {
    return await readLeave({ actor }, { hostId });
  } catch (error) {
    if (isServiceError(error)) return error;
    throw error;
  }
}

/** What leaving a host means, before anything does. */
export default async function LeavePage({ params }: LeavePageProps) {
  const host = await readHostOr404((await params).host);
  const [t, errors, view, actor] = await Promise.all([
    getTranslations("leave"),
    getTranslations("errors"),
    viewOf(host.id),
    requireActor(),
  ]);
  if (isServiceError(view)) {
    const text = findingText(errors as unknown as Parameters<typeof findingText>[0], {
      code: view.code,
      params: view.params,
      text: view.message,
    });
    return <EmptyState title={t("title", { name: host.name })}>{text}</EmptyState>;
  }
  const { hostName, kind, lockout, panelAddress, number, pending } = view;
  return (
    <>
      <PageHeader title={t("title", { name: hostName })} lead={t("lead")} />
      <div className="flex flex-col gap-8">
        {pending !== null && (
          <Callout
            kind="warning"
            title={t("pending.title", { number: pending.number, what: pending.drill ? "drill" : "apply" })}
            actions={
              <Link href={`/hosts/${host.id}/applies/${pending.applyId}`} className={buttonClasses()}>
                {t("pending.link")}
              </Link>
            }
          >
            {t("pending.text")}
          </Callout>
        )}
        <Section title={t("after.title")} lead={t("after.lead", { number })}>
          <ToldMeaning
            hostId={host.id}
            ask={() => readLeaveMeaning({ actor }, { hostId: host.id })}
            explain={{ before: "live", after: null }}
          />
        </Section>
        <Section title={t("access")} lead={t("accessNote")}>
          <LockoutVerdict lockout={lockout} panelAddress={panelAddress} leaving />
        </Section>
        <Section title={t("steps.title")}>
          <ol className="flex max-w-prose list-decimal flex-col gap-1 pl-5 text-14">
            <li>{t("steps.empty", { seconds: timeoutSeconds.proven })}</li>
            <li>{t("steps.prove")}</li>
            <li>
              {t("steps.gone")}
              <SentenceGap />
              {kind === "practice" && t("practice")}
            </li>
          </ol>
          <p className="mt-2 max-w-prose text-14">{t("steps.back")}</p>
        </Section>
        <LeaveForm
          hostName={hostName}
          allowed={pending === null}
          leave={startLeaveAction.bind(null, host.id)}
        />
      </div>
    </>
  );
}

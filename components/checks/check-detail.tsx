"use client";

import { ArrowRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { type Check, gotThrough } from "@/lib/core/checks/check";
import type { ToldResult, ToldTry } from "@/lib/server/services/checks/checks-view";
import type { Question } from "@/lib/server/services/explain/explain-view";
import { explainHref } from "../simulator/explain-href";
import { StateWord } from "../ui/state-word";
import { judgementLooks } from "./check-looks";
import { questionOf } from "./check-question";
import { DecidedByWords } from "./decided-by";
import { OutcomeWord, SeenWord } from "./outcome-word";
import { useFromWords } from "./place-name";
import { WhyWords } from "./why-words";

type CheckDetailProps = {
  hostId: string;
  /** The region's name. */
  label: string;
  result: ToldResult;
  /** Which rules of the host now are those that were expected. */
  rules: Question["rules"];
};

/** One check at length: from where to where, what each family should have met by which rule, and what it did meet. */
export function CheckDetail({ hostId, label, result: { check, tries }, rules }: CheckDetailProps) {
  const t = useTranslations("checks");
  const from = useFromWords();
  const port = check.port ?? 0;
  const what =
    check.target === null ? t("knock", { port }) : t(`what.${check.kind}`, { target: check.target, port });
  return (
    <section aria-label={label} className="flex flex-col gap-3">
      <h3 className="text-14">
        {t.rich("detail.title", {
          from: from(check.from),
          what: () => (
            <span key="what" className="font-mono font-semibold">
              {what}
            </span>
          ),
        })}
      </h3>
      <div className={cn("grid gap-3", tries.length > 1 && "md:grid-cols-2")}>
        {tries.map((one) => (
          <OneTry
            key={`${one.seen.family} ${one.seen.address}`}
            hostId={hostId}
            check={check}
            told={one}
            rules={rules}
          />
        ))}
      </div>
      {tries.length === 0 && <OutcomeWord outcome="unread" />}
    </section>
  );
}

type OneTryProps = { hostId: string; check: Check; told: ToldTry; rules: Question["rules"] };

function OneTry({ hostId, check, told, rules }: OneTryProps) {
  const t = useTranslations("checks");
  const { seen, sent, intended, by, live, liveBy, judgement } = told;
  const differs = live !== intended;
  return (
    <div className="flex min-w-0 flex-col gap-2 rounded-3 border bg-raised p-3 text-13">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        {seen.family !== null && (
          <h4 className="font-semibold">{t("detail.family", { family: seen.family })}</h4>
        )}
        <StateWord {...judgementLooks[judgement]} word={t(`judgement.${judgement}`)} />
      </div>
      <p className="break-words text-ink-2">
        {judgement === "agrees" ? <Fine told={told} /> : <WhyWords told={told} />}
      </p>
      <dl className="grid gap-x-4 sm:grid-cols-[minmax(4.5rem,max-content)_minmax(0,1fr)] sm:gap-y-2">
        {sent !== null && (
          <Line term={t("detail.packet")}>
            <span className="break-words font-mono text-12">
              {sent.source ?? "?"} → {sent.destination}
            </span>
          </Line>
        )}
        <Line term={t("column.intended")}>
          <OutcomeWord outcome={intended} />
          <DecidedByWords hostId={hostId} by={by} outcome={intended} />
        </Line>
        <Line term={t("detail.met")}>
          <SeenWord seen={seen} address={sent === null} />
        </Line>
        {differs && (
          <Line term={t("detail.now")}>
            <OutcomeWord outcome={live} />
            <DecidedByWords hostId={hostId} by={liveBy} outcome={live} />
          </Line>
        )}
      </dl>
      {sent !== null && (
        <Link
          href={explainHref(hostId, questionOf(check, sent, differs ? "live" : rules))}
          prefetch={false}
          className="inline-flex items-center gap-1 self-start text-accent underline underline-offset-2 touch:py-2"
        >
          {t("detail.explain")} <ArrowRight aria-hidden className="size-3.5" />
        </Link>
      )}
    </div>
  );
}

/** What it means that a try met what was intended. */
function Fine({ told: { seen } }: { told: ToldTry }) {
  const t = useTranslations("checks.fine");
  if (gotThrough(seen.outcome)) return t("open");
  return t(seen.outcome === "no-route" ? "noWay" : "shut");
}

function Line({ term, children }: { term: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3 max-sm:mt-2 max-sm:text-12">{term}</dt>
      <dd className="flex min-w-0 flex-col gap-0.5">{children}</dd>
    </>
  );
}

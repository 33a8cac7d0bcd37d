"use client";

import { Plus } from "lucide-react";
import { type KeyboardEvent, useMemo } from "react";
import { suggestAssertions } from "@/lib/core/policy/assertion/suggest-assertions";
import { useDraft } from "../policy/draft-context";
import { Callout } from "../ui/callout";
import { Disclosure } from "../ui/disclosure";
import { AssertionRow } from "./assertion-row";
import { lastAnswered } from "./use-assertion-answers";
import { useAssertionTexts } from "./use-assertion-texts";

const forms = [
  ["nobodyBut", "nobody but office reaches tcp 5432"],
  ["anyone", "anyone reaches tcp 80, 443"],
  ["these", "office, 192.0.2.0/24 reach ssh"],
  ["not", "branch does not reach tcp 22, udp 53"],
  ["out", "the VPS reaches nobody but updates on tcp 443"],
  ["at", "… at 192.0.2.7 over eth0"],
] as const;

/** What has to be true of the rules, one line each, with the answer beside it as it is typed. */
export function AssertionBox() {
  const texts = useAssertionTexts();
  const { assertion: t } = texts;
  const { hostId, body, dispatch, preview, objects, facts, asserted } = useDraft();
  const lines = body.assertions ?? [];
  const suggested = useMemo(
    () => suggestAssertions(body, objects.services, facts),
    [body, objects.services, facts],
  );
  const change = (next: readonly string[]) =>
    dispatch({ type: "change-body", change: { assertions: next.length === 0 ? undefined : [...next] } });
  const answered = lastAnswered(asserted);
  const view = answered?.kind === "answered" ? answered.view : null;
  const resultOf = (index: number) => {
    if (view === null || !view.told || answered?.kind !== "answered") return null;
    return view.results.find((one) => one.index === index && answered.texts[index] === lines[index]) ?? null;
  };
  const problemOf = (index: number) =>
    preview.problems.find(({ path }) => path[0] === "assertions" && path[1] === index) ?? null;
  const leave = (event: KeyboardEvent) => {
    if (event.key === "Enter") event.preventDefault();
  };
  return (
    <section aria-labelledby="assertions" className="flex flex-col gap-2">
      <h3 id="assertions" className="font-semibold text-14">
        {t("title")}
      </h3>
      <p className="max-w-prose text-13 text-ink-2">{t("lead")}</p>
      {asserted.kind === "unreachable" && (
        <Callout kind="warning" title={t("notChecked.title")}>
          {t("notChecked.unreachable")}
        </Callout>
      )}
      {view !== null && !view.told && (
        <Callout kind={view.why === "not-compiled" ? "notice" : "warning"} title={t("notChecked.title")}>
          {t(`notChecked.${view.why}`)}
        </Callout>
      )}
      <ol
        onKeyDown={leave}
        className="flex flex-col divide-y divide-line rounded-3 border border-line bg-raised"
      >
        {/* The last one is empty: what is typed there becomes an assertion, and keeps the caret. */}
        {[...lines, ""].map((text, index) => (
          <AssertionRow
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place, and keeps the caret while it is typed
            key={index}
            texts={texts}
            hostId={hostId}
            number={index + 1}
            isNew={index === lines.length}
            text={text}
            problem={problemOf(index)}
            result={resultOf(index)}
            stale={asserted.kind === "checking"}
            onChange={(next) => change(lines.toSpliced(index, 1, next))}
            onRemove={() => change(lines.toSpliced(index, 1))}
            onLeave={() => {
              if (text.trim() === "") change(lines.toSpliced(index, 1));
            }}
          />
        ))}
      </ol>
      {suggested.length > 0 && (
        <div className="flex flex-wrap items-center gap-1.5">
          <span className="text-13 text-ink-2">{t("suggested")}</span>
          {suggested.map((text) => (
            <button
              key={text}
              type="button"
              onClick={() => change([...lines, text])}
              className="inline-flex min-h-7 max-w-full items-center gap-1 rounded-2 border border-line-control border-dashed px-2 py-0.5 text-left font-mono text-12 text-ink-2 hover:border-ink-3 hover:text-ink touch:min-h-11"
            >
              <Plus aria-hidden className="size-3.5 shrink-0" />
              {text}
            </button>
          ))}
        </div>
      )}
      <Disclosure title={t("form")}>
        <dl className="grid gap-x-4 gap-y-1 pt-1 text-13 sm:grid-cols-[auto_1fr]">
          {forms.map(([name, example]) => (
            <div key={name} className="contents">
              <dt className="break-words font-mono text-12 leading-5">{example}</dt>
              <dd className="mb-1 text-ink-2 sm:mb-0">{t(`forms.${name}`)}</dd>
            </div>
          ))}
        </dl>
      </Disclosure>
    </section>
  );
}

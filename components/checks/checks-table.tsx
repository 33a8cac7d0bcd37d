"use client";

import { ChevronRight } from "lucide-react";
import { useId, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { type Check, speaksTls } from "@/lib/core/checks/check";
import { judgements } from "@/lib/core/checks/judge-check";
import type { CheckTry } from "@/lib/core/checks/judge-tries";
import { looksUp } from "@/lib/core/checks/looks-up";
import type { ToldResult, ToldTry } from "@/lib/server/services/checks/checks-view";
import type { Question } from "@/lib/server/services/explain/explain-view";
import { StateWord } from "../ui/state-word";
import { Cell, HeadCell, Row, Table, TableBody, TableHead } from "../ui/table";
import { CheckDetail } from "./check-detail";
import { judgementLooks } from "./check-looks";
import { OutcomeWord, SeenWord } from "./outcome-word";
import { WhyWords } from "./why-words";

const keyOf = ({ kind, target, port }: Check) => `${kind} ${target} ${port}`;

/** What asks for action first; the order of the role otherwise. */
const gravestFirst = (results: readonly ToldResult[]) =>
  results.toSorted((a, b) => judgements.indexOf(a.judgement) - judgements.indexOf(b.judgement));

type ChecksTableProps = {
  hostId: string;
  label: string;
  results: readonly ToldResult[];
  /** Which rules of the host now are those that were expected. */
  rules: Question["rules"];
};

/** Checks that start at one place: what was meant, what was seen in each family, and what that means. */
export function ChecksTable({ hostId, label, results, rules }: ChecksTableProps) {
  const t = useTranslations("checks");
  return (
    <Table aria-label={label}>
      <TableHead>
        <tr>
          <HeadCell>{t("column.check")}</HeadCell>
          <HeadCell>{t("column.intended")}</HeadCell>
          <HeadCell>{t("column.ipv4")}</HeadCell>
          <HeadCell>{t("column.ipv6")}</HeadCell>
          <HeadCell className="max-sm:hidden">{t("column.verdict")}</HeadCell>
        </tr>
      </TableHead>
      <TableBody>
        {gravestFirst(results).map((result) => (
          <CheckRow key={keyOf(result.check)} hostId={hostId} result={result} rules={rules} />
        ))}
      </TableBody>
    </Table>
  );
}

type CheckRowProps = Omit<ChecksTableProps, "label" | "results"> & { result: ToldResult };

function CheckRow({ hostId, result, rules }: CheckRowProps) {
  const { check, tries, judgement } = result;
  const t = useTranslations("checks");
  const id = useId();
  const [open, setOpen] = useState(false);
  const port = check.port ?? 0;
  const named = check.target !== null && tries.some(({ seen }) => seen.address !== check.target);
  const name =
    check.target === null ? t("knock", { port }) : t(`what.${check.kind}`, { target: check.target, port });
  const verdict = (
    <>
      <StateWord {...judgementLooks[judgement]} word={t(`judgement.${judgement}`)} />
      {judgement !== "agrees" && <Why tries={tries.filter((one) => one.judgement === judgement)} />}
    </>
  );
  return (
    <>
      <Row>
        <HeadCell
          scope="row"
          className="h-auto min-w-40 whitespace-normal bg-raised py-1.5 align-top text-13 text-ink"
        >
          <button
            type="button"
            aria-expanded={open}
            aria-controls={open ? id : undefined}
            onClick={() => setOpen(!open)}
            className="flex items-start gap-1 text-left font-mono underline-offset-2 hover:underline touch:min-h-11"
          >
            <ChevronRight
              aria-hidden
              className={cn("mt-0.5 size-4 shrink-0 text-ink-3 transition-transform", open && "rotate-90")}
            />
            <span className="min-w-0 break-words">{name}</span>
          </button>
          <div className="pl-5 font-normal">
            <span className="block text-12 text-ink-3">
              {check.reason === "names" ? t(`names.${looksUp(tries)}`) : t(`reason.${check.reason}`)}
            </span>
            {speaksTls(check) && <span className="block text-12 text-ink-3">{t("unverified")}</span>}
            {/* On a phone the last column is out of sight. */}
            <div className="mt-1 sm:hidden">{verdict}</div>
          </div>
        </HeadCell>
        <Cell className="py-1.5 align-top">
          <Intended tries={tries} />
        </Cell>
        <Observed tries={tries} named={named} />
        <Cell className="min-w-52 py-1.5 align-top max-sm:hidden">{verdict}</Cell>
      </Row>
      {open && (
        <tr id={id}>
          <td colSpan={5} className="border-b bg-sunken p-2 sm:p-3">
            <div className="sticky left-2 max-sm:w-[calc(100vw-3.5rem)]">
              <CheckDetail
                hostId={hostId}
                label={t("matrix.detail", { what: name, place: t("at.host") })}
                result={result}
                rules={rules}
              />
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

/** One word where both families mean the same. */
function Intended({ tries }: { tries: readonly CheckTry[] }) {
  const outcomes = [...new Set(tries.map(({ intended }) => intended))];
  if (outcomes.length <= 1) return <OutcomeWord outcome={outcomes[0] ?? "cannot-tell"} />;
  return ([4, 6] as const).flatMap((family) => {
    const one = tries.find(({ seen }) => seen.family === family);
    return one === undefined
      ? []
      : [
          <div key={family} className="flex items-baseline gap-1.5 py-0.5">
            <span className="font-mono text-12 text-ink-3">v{family}</span>
            <OutcomeWord outcome={one.intended} />
          </div>,
        ];
  });
}

function Observed({ tries, named }: { tries: readonly CheckTry[]; named: boolean }) {
  const t = useTranslations("checks");
  const without = tries.filter(({ seen }) => seen.family === null);
  if (without.length > 0 || tries.length === 0) {
    return (
      <Cell colSpan={2} className="py-1.5 align-top">
        {without.map(({ seen }) => (
          <SeenWord key={`${seen.outcome} ${seen.tool}`} seen={seen} address={false} />
        ))}
        {tries.length === 0 && <OutcomeWord outcome="unread" />}
      </Cell>
    );
  }
  return ([4, 6] as const).map((family) => {
    const own = tries.filter(({ seen }) => seen.family === family);
    return (
      <Cell key={family} className="py-1.5 align-top">
        {own.length === 0 && (
          <span className="text-ink-3">
            <span aria-hidden>–</span>
            <span className="sr-only">{t("notAsked")}</span>
          </span>
        )}
        {own.map(({ seen }) => (
          <SeenWord key={seen.address} seen={seen} address={named || own.length > 1} />
        ))}
      </Cell>
    );
  });
}

/** What it means, and the rule that the host holds now where one makes the difference. */
function Why({ tries }: { tries: readonly ToldTry[] }) {
  const t = useTranslations("checks");
  const [first] = tries;
  if (first === undefined) return null;
  const { judgement, liveRule, live, intended } = first;
  const byRule = live !== intended && live !== "cannot-tell";
  return (
    <div className="mt-0.5 max-w-72 text-12 text-ink-2">
      <p className="break-words">
        <WhyWords told={first} />
      </p>
      {byRule && judgement !== "cannot-tell" && (
        <p className="mt-0.5">{t(live === "works" ? "liveOpen" : "liveShut")}</p>
      )}
      {byRule && liveRule !== null && <code className="mt-0.5 block break-words font-mono">{liveRule}</code>}
    </div>
  );
}

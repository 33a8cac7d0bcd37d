"use client";

import { useTranslations } from "use-intl";
import { type BlockedFilter, everyBlocked } from "@/lib/core/blocked/filter-blocked";
import type { BlockedRule } from "@/lib/server/services/blocked/blocked-view";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Input } from "../ui/input";
import { Select } from "../ui/select";
import { blockedAnswers, blockedWays } from "./blocked-address";
import { useRuleWords } from "./rule-words";

type FiltersProps = {
  filter: BlockedFilter;
  /** The rules that rows come from, each once. */
  rules: readonly { readonly rule: BlockedRule; readonly way: "in" | "out" | "through" }[];
  onChange: (filter: BlockedFilter) => void;
};

const isSame = (one: BlockedFilter, other: BlockedFilter) => JSON.stringify(one) === JSON.stringify(other);

/** Which rows are shown; all of it stands in the address. */
export function BlockedFilters({ filter, rules, onChange }: FiltersProps) {
  const t = useTranslations("blocked.filter");
  const words = useRuleWords();
  const change = (more: Partial<BlockedFilter>) => onChange({ ...filter, ...more });
  const isListed = filter.rule === "" || rules.some(({ rule }) => rule.name === filter.rule);
  return (
    <search aria-label={t("label")} data-print="hide" className="flex flex-wrap items-end gap-x-4 gap-y-3">
      <Field label={t("way")} className="w-36 max-sm:w-[calc(50%-0.5rem)]">
        <Select
          value={filter.way}
          onChange={({ target: { value } }) =>
            change({ way: blockedWays.find((way) => way === value) ?? "all" })
          }
        >
          {blockedWays.map((way) => (
            <option key={way} value={way}>
              {t(`ways.${way}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("answer")} className="w-52 max-sm:w-[calc(50%-0.5rem)]">
        <Select
          value={filter.answer}
          onChange={({ target: { value } }) =>
            change({ answer: blockedAnswers.find((answer) => answer === value) ?? "all" })
          }
        >
          {blockedAnswers.map((answer) => (
            <option key={answer} value={answer}>
              {t(`answers.${answer}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("rule")} className="w-64 max-sm:w-full">
        <Select value={filter.rule} onChange={({ target: { value } }) => change({ rule: value })}>
          <option value="">{t("everyRule")}</option>
          {!isListed && <option value={filter.rule}>{filter.rule}</option>}
          {rules.map(({ rule, way }) => (
            <option key={rule.name} value={rule.name}>
              {`${t(`ways.${way}`)}: ${words(rule, way)}`}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("network")} className="w-64 max-sm:w-full">
        <Input
          mono
          value={filter.network}
          maxLength={100}
          placeholder={t("networkHint")}
          onChange={(event) => change({ network: event.target.value })}
        />
      </Field>
      {!isSame(filter, everyBlocked) && (
        <div className="flex min-h-9 items-center">
          <Button variant="quiet" size="small" onClick={() => onChange(everyBlocked)}>
            {t("clear")}
          </Button>
        </div>
      )}
    </search>
  );
}

"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import type { ImportChoice } from "@/lib/core/adopt/plan";
import { mostRules, type RoleName, roleNames } from "@/lib/core/policy/schema";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { Field } from "../ui/field";
import { RadioCards } from "../ui/radio-cards";
import { Select } from "../ui/select";
import { type ToldWay, WayPanel } from "./way-panel";

export type WriteDraft = (input: {
  choice: ImportChoice;
  hash: string;
  role: RoleName;
  keepForgotten: boolean;
}) => Promise<Outcome>;

type ImportWaysProps = {
  ways: Readonly<Record<ImportChoice, ToldWay>>;
  /** What each would change for packets, in a line and in full. */
  told: Readonly<Record<ImportChoice, { sum: ReactNode; meaning: ReactNode }>>;
  /** There are more rules than a policy holds. */
  full: boolean;
  start: ImportChoice;
  role: RoleName;
  keepForgotten: boolean;
  hasDraft: boolean;
  write: WriteDraft;
};

const choices: readonly ImportChoice[] = ["adopt", "beside", "afresh"];

/** The three ways on, what the chosen one would change, and the button that writes its draft. */
export function ImportWays(props: ImportWaysProps) {
  const { ways, told, full, start, role, keepForgotten, hasDraft, write } = props;
  const t = useTranslations("adopt");
  const roles = useTranslations("common.role");
  const router = useRouter();
  const [choice, setChoice] = useState(start);
  const { run, pending, failure } = useVerb(write);
  const address = (next: ImportChoice, of: RoleName) => {
    const search = new URLSearchParams({
      choice: next,
      role: of,
      ...(keepForgotten ? { ipv6: "keep" } : {}),
    });
    return `?${search}`;
  };
  const way = ways[choice];
  return (
    <div className="flex flex-col gap-5">
      <RadioCards
        label={t("ways.title")}
        value={choice}
        onValueChange={(next) => {
          setChoice(next);
          window.history.replaceState(null, "", address(next, role));
        }}
        cards={choices.map((value) => ({
          value,
          title: t(`ways.${value}.title`),
          description: (
            <>
              {value === "adopt" && full ? t("full.wayText", { most: mostRules }) : t(`ways.${value}.text`)}
              <span className="mt-1 block text-ink-3">{told[value].sum}</span>
            </>
          ),
        }))}
      />
      {choice === "afresh" && (
        <Field label={t("ways.role")} className="max-w-sm">
          <Select
            value={role}
            onChange={({ target }) => {
              const next = roleNames.find((one) => one === target.value) ?? role;
              router.replace(address("afresh", next) as never, { scroll: false });
            }}
          >
            {roleNames.map((one) => (
              <option key={one} value={one}>
                {roles(one)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <WayPanel way={way} meaning={told[choice].meaning} />
      <FailureNote failure={failure} />
      <div className="flex flex-wrap items-center gap-3">
        <Button
          variant="primary"
          pending={pending}
          onClick={() => run({ choice, hash: way.hash, role, keepForgotten })}
        >
          {t("write.action")}
        </Button>
        <p className="text-13 text-ink-3">{t(hasDraft ? "write.replaces" : "write.hint")}</p>
      </div>
    </div>
  );
}

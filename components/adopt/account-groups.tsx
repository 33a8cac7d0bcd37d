"use client";

import { ChevronRight } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { useOpened } from "@/lib/client/use-opened";
import type { Entry } from "@/lib/core/adopt/account";
import { describeChange } from "@/lib/core/policy/describe";
import type { Policy } from "@/lib/core/policy/schema";
import { type ChangeTexts, changeSentence } from "../diff/change-words";
import { LiveLines } from "./live-lines";
import type { ToldAccount } from "./told-account";

type Kind = Entry["kind"];

/** More rules than these are folded: nobody reads them all, and the ways on stand below. */
const mostOpen = 150;

function Group({
  kind,
  count,
  open,
  children,
}: {
  kind: Kind;
  count: number;
  open: boolean;
  children: ReactNode;
}) {
  const t = useTranslations("adopt");
  // What is folded is made when it is first opened: it may be a thousand rules.
  const { opened: seen, details } = useOpened(open);
  return (
    <details
      {...details}
      open={open && count > 0}
      className="border-b last:border-b-0 [&[open]>summary>svg]:rotate-90"
    >
      <summary className="flex min-h-10 items-center gap-1.5 px-3 py-2 touch:min-h-11">
        <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-3 transition-transform duration-100" />
        <span className="min-w-0 flex-1 font-medium text-14">{t(`group.${kind}.title`)}</span>
        <span className="text-13 text-ink-3 tabular-nums">{t("found.count", { count })}</span>
      </summary>
      <div className="flex flex-col gap-3 px-3 pb-3 pl-8.5">
        <p className="max-w-prose text-13 text-ink-3">
          {count === 0 ? t("found.empty") : t(`group.${kind}.lead`)}
        </p>
        {seen && children}
      </div>
    </details>
  );
}

/** A sentence, and the live rules that it is about. */
function Told({ sentence, children }: { sentence: ReactNode; children: ReactNode }) {
  return (
    <div className="min-w-0 border-line-strong border-l-2 pl-3">
      <p className="mb-1 text-14">{sentence}</p>
      {children}
    </div>
  );
}

/** What each live rule became, in four groups; every rule is in exactly one. */
export function AccountGroups({ account, policy }: { account: ToldAccount; policy: Policy }) {
  const t = useTranslations("adopt");
  const change = useTranslations("review.change") as unknown as ChangeTexts;
  const sentences = new Map(
    describeChange(null, policy).flatMap((item) =>
      typeof item.params.rule === "string" ? [[item.params.rule, changeSentence(change, item)] as const] : [],
    ),
  );
  const { fits, opaque, foreign, implied, countedAnew } = account;
  const order = [...sentences.keys()].map((id) => `rule ${id}`);
  const become = new Set(account.places);
  const withRules = new Map(fits.words);
  // A live rule that became several places stands below the first of them; the others are told without it.
  const places = [...new Set([...withRules.keys(), ...become])].toSorted(
    (a, b) => (order.indexOf(a) + 1 || order.length + 1) - (order.indexOf(b) + 1 || order.length + 1),
  );
  const added = [...sentences].filter(([id]) => !become.has(`rule ${id}`));
  const settings = t as unknown as (key: string, values?: Record<string, string>) => string;
  const placeSentence = (key: string) => {
    const [kind, name = ""] = key.split(" ");
    if (kind === "rule") return sentences.get(name) ?? name;
    const names = policy.client.services.join(t("found.joint"));
    return settings(`setting.${name}`, { names });
  };
  return (
    <div className="rounded-3 border bg-raised">
      <Group kind="fits" count={fits.count} open={fits.count <= mostOpen}>
        {countedAnew > 0 && (
          <p className="max-w-prose text-13 text-ink-2">{t("found.countedAnew", { count: countedAnew })}</p>
        )}
        {added.map(([id, sentence]) => (
          <Told key={id} sentence={sentence}>
            <p className="text-13 text-ink-2">{t("found.added")}</p>
          </Told>
        ))}
        {places.map((key) => {
          const told = withRules.get(key);
          return (
            <Told key={key} sentence={placeSentence(key)}>
              {told ? <LiveLines told={told} /> : <p className="text-13 text-ink-2">{t("found.shared")}</p>}
            </Told>
          );
        })}
      </Group>
      <Group kind="opaque" count={opaque.count} open={opaque.count <= mostOpen}>
        {opaque.words.map(([because, told]) => (
          <Told key={because} sentence={t(`because.${because}`)}>
            <LiveLines told={told} />
          </Told>
        ))}
      </Group>
      <Group kind="foreign" count={foreign.count} open={false}>
        {foreign.words.map(([owner, told]) => (
          <Told key={owner} sentence={t(`owner.${owner}`)}>
            <LiveLines told={told} />
          </Told>
        ))}
      </Group>
      <Group kind="implied" count={implied.count} open={false}>
        {implied.words.map(([by, told]) => (
          <Told key={by} sentence={t(`implied.${by}`)}>
            <LiveLines told={told} />
          </Told>
        ))}
      </Group>
    </div>
  );
}

"use client";

import { Globe, MonitorCog, Network, Server, UserRound } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import { isObserved } from "@/lib/core/policy/observing";
import { everyService, type Policy } from "@/lib/core/policy/schema";
import { useUntilMark } from "../guest/use-until-mark";
import { NamedChip } from "../object/named-chip";
import { servicePorts } from "../object/service-ports";
import { Chip } from "../ui/chip";
import { Disclosure } from "../ui/disclosure";
import { type Verdict, VerdictMark } from "../ui/verdict-mark";

function NetworkNames({ names, policy, to }: { names: readonly string[]; policy: Policy; to: "in" | "out" }) {
  const t = useTranslations("hosts.rules");
  return names.map((name) => {
    if (name === "anyone") {
      return (
        <Chip key={name} icon={<Globe aria-hidden />}>
          {t(to === "in" ? "anyone" : "anywhere")}
        </Chip>
      );
    }
    if (name === "panel") {
      return (
        <Chip key={name} icon={<MonitorCog aria-hidden />}>
          {t("panel")}
        </Chip>
      );
    }
    const object = policy.networks.find((network) => network.name === name);
    return (
      <NamedChip
        key={name}
        name={name}
        lines={object?.entries ?? []}
        note={object?.note}
        icon={<Network aria-hidden />}
      />
    );
  });
}

function ServiceNames({ names, policy }: { names: readonly string[]; policy: Policy }) {
  const t = useTranslations("common");
  return names.map((name) => {
    if (name === everyService) return <Chip key={name}>{t("everyPort")}</Chip>;
    const object = policy.services.find((service) => service.name === name);
    return <NamedChip key={name} name={name} lines={servicePorts(object?.parts ?? [])} note={object?.note} />;
  });
}

type RuleLineProps = {
  who: ReactNode;
  what: ReactNode;
  verdict: Verdict;
  /** Switched off, or implied. */
  faint?: boolean;
  notes?: readonly string[];
};

/** who → what → verdict */
function RuleLine({ who, what, verdict, faint = false, notes = [] }: RuleLineProps) {
  return (
    <li
      className={cn(
        "grid min-h-9 grid-cols-[minmax(0,1fr)_auto] items-center gap-x-4 gap-y-1 border-b px-3 py-1.5 last:border-0 sm:grid-cols-[minmax(0,5fr)_minmax(0,6fr)_6.5rem]",
        faint && "text-ink-3",
      )}
    >
      <div className="flex min-w-0 flex-wrap items-center gap-1.5">{who}</div>
      <div className="order-3 col-span-2 flex min-w-0 flex-wrap items-center gap-1.5 sm:order-none sm:col-span-1">
        {what}
        {notes.map((note) => (
          <span key={note} className="text-12 text-ink-3">
            {note}
          </span>
        ))}
      </div>
      <div className={faint ? "grayscale" : undefined}>
        <VerdictMark verdict={verdict} />
      </div>
    </li>
  );
}

/** The rules of a confirmed revision, in the order in which they hold. What is implied stands folded below, never hidden. */
export function PolicyRules({ policy }: { policy: Policy }) {
  const t = useTranslations("hosts.rules");
  const role = useTranslations("common.role");
  const observe = useTranslations("tighten.rule");
  const untilMark = useUntilMark();
  const self = <Chip icon={<Server aria-hidden />}>{t("self")}</Chip>;
  const sandbox = isSandbox(policy);
  const handsOn = policy.otherwise === "hand-on";
  const { dns, replies } = policy.client;
  const notesOf = (rule: {
    enabled: boolean;
    log: boolean;
    limit: unknown;
    comment: string;
    destination?: string | null;
    until?: string;
    verdict: Verdict;
    observe?: boolean;
  }) =>
    [
      !rule.enabled && t("off"),
      rule.destination != null && t("own", { address: rule.destination }),
      untilMark(rule.until),
      rule.limit && t("limited"),
      rule.log && t("logged"),
      isObserved(rule) && observe("mark"),
      rule.comment,
    ].filter((note): note is string => typeof note === "string" && note !== "");
  return (
    <div className="overflow-hidden rounded-3 border bg-raised text-13">
      {policy.purposes.map((purpose) => (
        <section key={purpose.id} aria-label={role(purpose.role)}>
          <h3 className="border-b bg-sunken px-3 py-1.5 font-medium text-12 text-ink-3">
            {t("purpose", { role: role(purpose.role), address: purpose.address ?? "every" })}
          </h3>
          <ul>
            {purpose.rules.map((rule) => (
              <RuleLine
                key={rule.id}
                who={<NetworkNames names={rule.sources} policy={policy} to="in" />}
                what={<ServiceNames names={rule.services} policy={policy} />}
                verdict={rule.verdict}
                faint={!rule.enabled}
                notes={notesOf(rule)}
              />
            ))}
            {sandbox || handsOn ? (
              <li className="px-3 py-2 text-ink-3">{t(sandbox ? "sandboxIn" : "handsOn")}</li>
            ) : (
              <RuleLine who={t("everybodyElse")} what={t("everythingElse")} verdict="drop" faint />
            )}
          </ul>
        </section>
      ))}
      <section aria-label={t("client")}>
        <h3 className="border-y bg-sunken px-3 py-1.5 font-medium text-12 text-ink-3">
          {t(
            policy.client.observe
              ? "clientObserved"
              : sandbox
                ? "sandbox"
                : `clientMode.${policy.client.mode}`,
          )}
        </h3>
        <ul>
          {policy.client.mode === "everything" && !sandbox && (
            <RuleLine who={self} what={t("everythingOut")} verdict="accept" />
          )}
          {sandbox && replies !== "none" && (
            <RuleLine who={self} what={t(`sandboxReplies.${replies}`)} verdict="accept" />
          )}
          {sandbox && dns !== "off" && <RuleLine who={self} what={t(`sandboxDns.${dns}`)} verdict="accept" />}
          {policy.client.rules.map((rule) => (
            <RuleLine
              key={rule.id}
              who={
                rule.user ? (
                  <Chip icon={<UserRound aria-hidden />} mono>
                    {rule.user}
                  </Chip>
                ) : (
                  self
                )
              }
              what={
                <>
                  <NetworkNames names={rule.destinations} policy={policy} to="out" />
                  <ServiceNames names={rule.services} policy={policy} />
                </>
              }
              verdict={rule.verdict}
              faint={!rule.enabled}
              notes={notesOf(rule)}
            />
          ))}
          {policy.client.services.length > 0 && !sandbox && (
            <RuleLine
              who={self}
              what={<ServiceNames names={policy.client.services} policy={policy} />}
              verdict="accept"
            />
          )}
          {handsOn && <li className="px-3 py-2 text-ink-3">{t("handsOn")}</li>}
          {!handsOn && (policy.client.mode === "at-request" || sandbox) && (
            <RuleLine
              who={self}
              what={t("everythingElse")}
              verdict={policy.client.observe ? "accept" : sandbox ? "reject" : "drop"}
              notes={policy.client.observe ? [observe("mark")] : []}
              faint
            />
          )}
        </ul>
      </section>
      <Disclosure title={t("implied")} className="border-t [&>summary]:px-3">
        <ul className="border-t">
          {(["loopback", ...(sandbox ? [] : ["replies" as const]), "icmp", "dhcp"] as const).map((one) => (
            <RuleLine
              key={one}
              who={t(`always.${one}.who`)}
              what={t(`always.${one}.what`)}
              verdict="accept"
              faint
            />
          ))}
        </ul>
      </Disclosure>
    </div>
  );
}

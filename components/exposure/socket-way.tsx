import {
  CircleSlash,
  CornerUpRight,
  ListTree,
  type LucideIcon,
  ShieldCheck,
  TriangleAlert,
} from "lucide-react";
import Link from "next/link";
import { cn } from "@/lib/client/class-names";
import type { EndTold } from "@/lib/core/meaning/meaning";
import type { EntryView } from "@/lib/server/services/exposure/exposure-view";
import type { ConditionView, DecidingRule, SampleView } from "@/lib/server/services/meaning/meaning-view";
import { explainHref } from "../simulator/explain-href";
import { openWords } from "../simulator/explain-words";
import { OriginLine } from "../simulator/origin-line";
import { CommandText } from "../ui/command-text";
import type { SocketLine } from "./socket-lines";
import type { SocketTexts } from "./socket-texts";

type WayProps = { texts: SocketTexts; hostId: string; line: SocketLine; managed: boolean };

const icons: Readonly<Record<EntryView["way"], LucideIcon>> = {
  ours: ShieldCheck,
  above: TriangleAlert,
  below: ListTree,
  others: ListTree,
  "no-rules": TriangleAlert,
  forwarded: CornerUpRight,
};

/** Ways that our rules have no say in, on a host that has some. */
const past: ReadonlySet<EntryView["way"]> = new Set(["above", "others", "no-rules", "forwarded"]);

function wayText({ exposure }: SocketTexts, { way, to, owner }: EntryView, managed: boolean): string {
  const sentOn = to ?? "";
  const text =
    way === "forwarded"
      ? exposure(managed ? "sockets.way.forwarded" : "sockets.way.forwardedUnmanaged", { to: sentOn })
      : way === "others" && !managed
        ? exposure("sockets.way.othersUnmanaged")
        : exposure(`sockets.way.${way}`);
  const more = [
    ...(to !== null && way !== "forwarded" ? [exposure("sockets.sentOn", { to })] : []),
    ...(owner === null ? [] : [exposure("sockets.owner", { owner })]),
  ];
  return [text, ...more].join(" · ");
}

function placeText(
  { exposure, common }: SocketTexts,
  rule: DecidingRule,
  end: EndTold | null,
): string | null {
  if (rule !== null) {
    const { chain, number } = rule.rule;
    return exposure("sockets.place", { table: rule.table, chain, number });
  }
  switch (end?.kind) {
    case undefined:
      return null;
    case "chain-policy":
      return exposure("sockets.policy", { chain: end.chain, policy: common(`verdict.${end.verdict}`) });
    case "nobody":
      return exposure("sockets.noRules");
    case "routing":
      return exposure("sockets.nobodyFurther");
  }
}

type PlaceProps = {
  texts: SocketTexts;
  hostId: string;
  rule: DecidingRule;
  end: EndTold | null;
  sample: SampleView;
};

/** Where it was decided, leading to the packet's whole way; then the rule as iptables prints it. */
function Place({ texts, hostId, rule, end, sample }: PlaceProps) {
  const place = placeText(texts, rule, end);
  const href = explainHref(hostId, { ...sample.question, rules: "live" });
  return (
    <span className="block">
      <Link
        href={href}
        prefetch={false}
        title={texts.exposure("sockets.explain")}
        className="font-mono text-12 text-accent underline underline-offset-2"
      >
        {place ?? texts.exposure("sockets.explain")}
      </Link>
      {rule !== null && <CommandText text={rule.rule.text} className="ml-2 text-ink-3" />}
    </span>
  );
}

function conditionWords({ exposure, explain }: SocketTexts, conditions: readonly ConditionView[]): string {
  return conditions.map((condition) => openWords(explain, condition)).join(exposure("joint"));
}

/** By what a line of a row is decided. */
export function SocketWay({ texts, hostId, line: { view, entry, hangs, other }, managed }: WayProps) {
  const { exposure, explain, common } = texts;
  if (entry !== null) {
    const Icon = icons[entry.way];
    const warns = managed && past.has(entry.way);
    return (
      <>
        <span className={cn("flex items-start gap-1.5", warns ? "font-medium text-drift" : "text-ink-2")}>
          <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
          <span>{wayText(texts, entry, managed)}</span>
        </span>
        <Place texts={texts} hostId={hostId} rule={entry.rule} end={entry.end} sample={entry.sample} />
        {other?.rule && other.rule.rule.text !== entry.rule?.rule.text && (
          <CommandText text={other.rule.rule.text} className="block text-ink-3" />
        )}
        {entry.rule && <OriginLine t={explain} common={common} hostId={hostId} rule={entry.rule.rule} />}
        {view.assumes.length > 0 && (
          <span className="block text-12 text-ink-3">
            {exposure("sockets.assumes", { conditions: conditionWords(texts, view.assumes) })}
          </span>
        )}
      </>
    );
  }
  if (hangs && view.depends !== null) {
    const { conditions, sample } = view.depends;
    return (
      <>
        <span className="block text-ink-2">
          {exposure("sockets.hangsOn", { conditions: conditionWords(texts, conditions) })}
        </span>
        <Place texts={texts} hostId={hostId} rule={null} end={null} sample={sample} />
      </>
    );
  }
  if (view.why !== null) return <span className="text-ink-2">{exposure(`sockets.why.${view.why}`)}</span>;
  if (view.shut === null) return null;
  const { rule, end, sample } = view.shut;
  return (
    <>
      <span className="flex items-start gap-1.5 text-ink-3">
        <CircleSlash aria-hidden className="mt-0.5 size-4 shrink-0" />
        {exposure("sockets.refused")}
      </span>
      <Place texts={texts} hostId={hostId} rule={rule} end={end} sample={sample} />
    </>
  );
}

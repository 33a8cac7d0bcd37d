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
import { isShutOut, openWords, originWords } from "../simulator/explain-words";
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
  published: ShieldCheck,
};

/** Ways that our rules have no say in, on a host that has some. */
const past: ReadonlySet<EntryView["way"]> = new Set(["above", "others", "no-rules", "forwarded"]);

function wayText({ exposure }: SocketTexts, { way, to, owner }: EntryView, managed: boolean): string {
  const sentOn = to ?? "";
  const text =
    way === "forwarded" || way === "published"
      ? exposure(managed ? `sockets.way.${way}` : "sockets.way.forwardedUnmanaged", { to: sentOn })
      : way === "others" && !managed
        ? exposure("sockets.way.othersUnmanaged")
        : exposure(`sockets.way.${way}`);
  const more = [
    ...(to !== null && way !== "forwarded" && way !== "published"
      ? [exposure("sockets.sentOn", { to })]
      : []),
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

/** What decides, in one family. */
type Deciding = { readonly rule: DecidingRule; readonly end: EndTold | null; readonly sample: SampleView };

type PlaceProps = { texts: SocketTexts; hostId: string; deciding: Deciding; twin: Deciding | null };

/** Where it was decided, leading to the packet's whole way. */
function PlaceLink({ texts, hostId, deciding, word }: Omit<PlaceProps, "twin"> & { word: string }) {
  return (
    <Link
      href={explainHref(hostId, { ...deciding.sample.question, rules: "live" })}
      prefetch={false}
      title={texts.exposure("sockets.explain")}
      className="whitespace-nowrap font-mono text-12 text-accent hover:underline touch:py-1.5"
    >
      {word}
    </Link>
  );
}

/** The places of both families where they differ, then the rule as iptables prints it, as far as there is room. */
function Place({ texts, hostId, deciding, twin }: PlaceProps) {
  const { exposure } = texts;
  const word = (one: Deciding) => placeText(texts, one.rule, one.end) ?? exposure("sockets.explain");
  const [place, other] = [word(deciding), twin && word(twin)];
  // In the same chain the number says it all.
  const near =
    twin?.rule &&
    deciding.rule?.table === twin.rule.table &&
    deciding.rule.rule.chain === twin.rule.rule.chain;
  const text = deciding.rule?.rule.text;
  return (
    <span className="flex min-w-0 flex-wrap items-baseline gap-x-2">
      <PlaceLink texts={texts} hostId={hostId} deciding={deciding} word={place} />
      {twin !== null && other !== null && other !== place && (
        <PlaceLink
          texts={texts}
          hostId={hostId}
          deciding={twin}
          word={exposure("sockets.placeOf", {
            family: 6,
            place: near ? exposure("sockets.number", { number: twin.rule.rule.number }) : other,
          })}
        />
      )}
      {text !== undefined && (
        <code title={text} className="min-w-0 basis-full truncate font-mono text-12 text-ink-3">
          {text}
        </code>
      )}
    </span>
  );
}

function conditionWords({ exposure, explain }: SocketTexts, conditions: readonly ConditionView[]): string {
  return conditions.map((condition) => openWords(explain, condition)).join(exposure("joint"));
}

/** The line of the policy, where the rule is ours and it is known; else how they get in. */
function Headline({ texts, entry, managed }: { texts: SocketTexts; entry: EntryView; managed: boolean }) {
  const Icon = icons[entry.way];
  const origin = entry.way === "ours" ? (entry.rule?.rule.origin ?? null) : null;
  const warns = managed && past.has(entry.way);
  return (
    <span className={cn("flex items-start gap-1.5", warns ? "font-medium text-drift" : "text-ink")}>
      <Icon aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>
        {origin === null || entry.to !== null
          ? wayText(texts, entry, managed)
          : originWords(texts.explain, origin, texts.common)}
      </span>
    </span>
  );
}

/** By what a line of a row is decided. */
export function SocketWay({ texts, hostId, line: { first, second, hangs }, managed }: WayProps) {
  const { exposure } = texts;
  const { view, entry } = first;
  if (entry !== null) {
    const shutOut = entry.assumes.filter(({ phrase }) => phrase !== null && isShutOut(phrase));
    const rates = entry.assumes.filter((one) => !shutOut.includes(one));
    return (
      <>
        <Headline texts={texts} entry={entry} managed={managed} />
        <Place texts={texts} hostId={hostId} deciding={entry} twin={second?.entry ?? null} />
        {shutOut.length > 0 && (
          <span className="block text-12 text-ink-3">{exposure("sockets.assumesShutOut")}</span>
        )}
        {rates.length > 0 && (
          <span className="block text-12 text-ink-3">
            {exposure("sockets.assumes", { conditions: conditionWords(texts, rates) })}
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
        <Place texts={texts} hostId={hostId} deciding={{ rule: null, end: null, sample }} twin={null} />
      </>
    );
  }
  if (view.why !== null) return <span className="text-ink-2">{exposure(`sockets.why.${view.why}`)}</span>;
  if (view.shut === null) return null;
  return (
    <>
      <span className="flex items-start gap-1.5 text-ink-3">
        <CircleSlash aria-hidden className="mt-0.5 size-4 shrink-0" />
        {exposure("sockets.refused")}
      </span>
      <Place texts={texts} hostId={hostId} deciding={view.shut} twin={second?.view.shut ?? null} />
    </>
  );
}

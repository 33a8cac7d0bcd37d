import { ArrowDownToLine, ArrowLeftRight, ArrowUpFromLine, Eye } from "lucide-react";
import type { createTranslator } from "use-intl/core";
import type { BlockedRow } from "@/lib/server/services/blocked/blocked-view";
import type messages from "@/messages/en";
import { Chip } from "../ui/chip";

export type BlockedTranslator = ReturnType<typeof createTranslator<typeof messages, "blocked">>;

type PartProps = { t: BlockedTranslator; row: BlockedRow };

const icons = { in: ArrowDownToLine, out: ArrowUpFromLine, through: ArrowLeftRight } as const;

/** The way as a shape and a word. */
export function WayMark({ t, row: { way } }: PartProps) {
  const Icon = icons[way];
  return (
    <span className="inline-flex items-center gap-1.5 whitespace-nowrap">
      <Icon aria-hidden className="size-4 text-ink-2" />
      {t(`way.${way}`)}
    </span>
  );
}

/** What would have been refused and was not: an eye and words of its own. */
export function ObservedMark({ t }: Pick<PartProps, "t">) {
  return (
    <span className="inline-flex items-center gap-1.5 font-medium text-13 text-pending">
      <Eye aria-hidden className="size-4 shrink-0" />
      {t("observed")}
    </span>
  );
}

/** So many programs are named one by one. */
const mostNamed = 3;

function programWords({ t, row: { programs } }: PartProps): string | null {
  if (programs === null) return null;
  const [only] = programs;
  if (only === undefined) return t("programs.none");
  if (programs.length === 1) return t("programs.one", { program: only });
  const named = programs.slice(0, mostNamed).join(", ");
  return programs.length <= mostNamed
    ? t("programs.several", { programs: named })
    : t("programs.many", { count: programs.length, programs: named });
}

/** Who it was: a network of the outside, or an account of the host and what ran as it. */
export function Who({ t, row }: PartProps) {
  const { way, network, source, named, user } = row;
  if (way === "out") {
    const programs = programWords({ t, row });
    return (
      <span className="block min-w-0">
        <span className="block">{user === null ? t("noUser") : t("user", { user })}</span>
        {programs !== null && <span className="block break-words text-12 text-ink-2">{programs}</span>}
      </span>
    );
  }
  return (
    <span className="block min-w-0">
      <span className="flex flex-wrap items-center gap-x-2">
        <span className="break-all font-mono">{network}</span>
        {named !== null && <Chip>{named}</Chip>}
      </span>
      {network !== source && (
        <span className="block break-all text-12 text-ink-3">{t("newest", { address: source })}</span>
      )}
    </span>
  );
}

/** What it wanted, in figures, with the service's name; of what leaves, the address too. */
export function WhereTo({ t, row }: PartProps) {
  const { way, protocol, port, icmp, service, destination, named } = row;
  return (
    <span className="block min-w-0">
      {way !== "in" && (
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="break-all font-mono">{destination}</span>
          {way === "out" && named !== null && <Chip>{named}</Chip>}
        </span>
      )}
      <span className="flex flex-wrap items-baseline gap-x-2">
        <span className="whitespace-nowrap font-mono">
          {protocol}
          {port !== null && ` ${port}`}
        </span>
        {icmp !== null && <span className="text-12 text-ink-2">{t("icmp", { ...icmp })}</span>}
        {service !== null && <span className="text-ink-2">{service}</span>}
      </span>
    </span>
  );
}

/** The row in a few words, for the names of its buttons. */
export function rowText({ way, network, destination, protocol, port }: BlockedRow): string {
  const what = port === null ? protocol : `${protocol} ${port}`;
  return way === "out" ? `${destination} ${what}` : `${network} ${what}`;
}

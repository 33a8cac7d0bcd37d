import { ArrowDownToLine, ArrowLeftRight, ArrowUpFromLine, Eye, Network } from "lucide-react";
import type { createTranslator } from "use-intl/core";
import type { BlockedRow } from "@/lib/server/services/blocked/blocked-view";
import type messages from "@/messages/en";
import { AddressText } from "../ui/address-text";
import { Chip } from "../ui/chip";
import { ProgramList } from "./program-list";

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
    <span className="inline-flex items-baseline gap-1.5 font-medium text-13 text-pending">
      <Eye aria-hidden className="size-4 shrink-0 self-center" />
      {t("observed")}
    </span>
  );
}

/** Who it was: a network by its name or in figures, or an account of the host and what ran as it. */
export function Who({ t, row }: PartProps) {
  const { way, network, source, named, user, programs } = row;
  if (way === "out") {
    return (
      <span className="block min-w-0">
        <span className="block">{user === null ? t("noUser") : t("user", { user })}</span>
        {user !== null && programs !== null && (
          <span className="block break-words text-12 text-ink-2">
            <ProgramList t={t} user={user} programs={programs} />
          </span>
        )}
      </span>
    );
  }
  return (
    <span className="block min-w-0">
      {named === null ? (
        <AddressText>{network ?? source}</AddressText>
      ) : (
        <Chip icon={<Network aria-hidden />}>{named}</Chip>
      )}
      {network !== source && (
        <span className="block text-12 text-ink-3">
          {t.rich("newest", { address: () => <AddressText>{source}</AddressText> })}
        </span>
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
          <AddressText>{destination}</AddressText>
          {way === "out" && named !== null && <Chip icon={<Network aria-hidden />}>{named}</Chip>}
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
export function rowText({ way, family, named, network, source, destination, protocol, port }: BlockedRow) {
  const what = port === null ? protocol : `${protocol} ${port}`;
  if (way === "out") return `${destination} ${what}`;
  const who = named === null ? (network ?? source) : family === 6 ? `${named} IPv6` : named;
  return way === "through" ? `${who} → ${destination} ${what}` : `${who} ${what}`;
}

import { MonitorCog, Network } from "lucide-react";
import type { AddressTerm, ServiceTerm } from "@/lib/core/meaning/meaning";
import type { NameLines, ToldView } from "@/lib/server/services/meaning/meaning-view";
import { NamedChip } from "../object/named-chip";
import { AddressText } from "../ui/address-text";
import { Chip } from "../ui/chip";
import type { MeaningTranslator } from "./meaning-words";

/** More terms than these stand behind a number. Addresses are long. */
const shown = { addresses: 4, services: 6 } as const;

type ChipsProps<T> = { t: MeaningTranslator; told: ToldView<T>; lines: NameLines };

const nothing = { lines: [], count: 0 };

function addressText(t: MeaningTranslator, term: AddressTerm): string {
  return term.kind === "network" ? term.name : term.kind === "panel" ? t("who.panel") : term.text;
}

function AddressChip({ t, term, lines }: { t: MeaningTranslator; term: AddressTerm; lines: NameLines }) {
  const text = addressText(t, term);
  switch (term.kind) {
    case "network": {
      const content = lines.networks[term.name] ?? nothing;
      return <NamedChip name={text} {...content} icon={<Network aria-hidden />} />;
    }
    case "panel":
      return <NamedChip name={text} lines={[term.address]} icon={<MonitorCog aria-hidden />} />;
    case "addresses":
      return (
        <Chip mono wraps>
          <AddressText wraps="always">{text}</AddressText>
        </Chip>
      );
  }
}

/** Networks by name, addresses as they are; what a name holds is one hover, focus or tap away. */
export function AddressChips({ t, told, lines }: ChipsProps<AddressTerm>) {
  const { terms, more } = told;
  return (
    <>
      {terms.slice(0, shown.addresses).map((term) => (
        <AddressChip key={addressText(t, term)} t={t} term={term} lines={lines} />
      ))}
      <MoreTerms t={t} texts={terms.slice(shown.addresses).map((term) => addressText(t, term))} more={more} />
    </>
  );
}

const portText = ({ first, last }: { first: number; last: number }) =>
  first === last ? String(first) : `${first}–${last}`;

function serviceText(t: MeaningTranslator, term: ServiceTerm): string {
  switch (term.kind) {
    case "service":
    case "protocol":
      return term.name;
    case "ping":
      return "ping";
    case "icmp-requests":
      return t("what.icmpRequests");
    case "protocols":
      return t("what.protocols", {
        same: term.first === term.last ? "yes" : "no",
        from: term.first,
        to: term.last,
      });
    case "ports":
      return `${term.protocol} ${portText(term.ports)}`;
    case "icmp":
      return `${term.protocol} ${term.text}`;
  }
}

/** Services by name, protocols and ports as they are. */
export function ServiceChips({ t, told, lines }: ChipsProps<ServiceTerm>) {
  const { terms, more } = told;
  return (
    <>
      {terms.slice(0, shown.services).map((term) => {
        const text = serviceText(t, term);
        if (term.kind === "service") {
          return <NamedChip key={text} name={text} {...(lines.services[term.name] ?? nothing)} />;
        }
        return (
          <Chip key={text} mono={term.kind === "ports" || term.kind === "icmp"}>
            {text}
          </Chip>
        );
      })}
      <MoreTerms t={t} texts={terms.slice(shown.services).map((term) => serviceText(t, term))} more={more} />
    </>
  );
}

type MoreProps = { t: MeaningTranslator; texts: readonly string[]; more: number };

function MoreTerms({ t, texts, more }: MoreProps) {
  const count = texts.length + more;
  return count === 0 ? null : (
    <NamedChip name={t("moreTerms", { count })} lines={texts} count={count} faint />
  );
}

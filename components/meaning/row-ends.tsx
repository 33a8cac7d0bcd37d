import { Globe, Server } from "lucide-react";
import type { ReactNode } from "react";
import type { AddressTerm, ServiceTerm } from "@/lib/core/meaning/meaning";
import type { MeaningRowView, NameLines, ToldView } from "@/lib/server/services/meaning/meaning-view";
import { Chip } from "../ui/chip";
import type { MeaningTranslator } from "./meaning-words";
import { AddressChips, ServiceChips } from "./term-chips";

type EndsProps = { t: MeaningTranslator; row: MeaningRowView; lines: NameLines };
type ToldProps<T> = { t: MeaningTranslator; told: ToldView<T>; lines: NameLines };

const isAll = ({ except, terms }: ToldView<unknown>) => except && terms.length === 0;

/** Words around chips: all of them flow and wrap as one line. */
function Flow({ children }: { children: ReactNode }) {
  return <span className="contents">{children}</span>;
}

function Who({ t, told, lines }: ToldProps<AddressTerm>) {
  if (isAll(told)) return <Chip icon={<Globe aria-hidden />}>{t("who.all")}</Chip>;
  const terms = () => <AddressChips key="terms" t={t} told={told} lines={lines} />;
  return told.except ? <Flow>{t.rich("who.but", { terms })}</Flow> : terms();
}

function What({ t, told, lines }: ToldProps<ServiceTerm>) {
  if (isAll(told)) return <Chip>{t("what.all")}</Chip>;
  const terms = () => <ServiceChips key="terms" t={t} told={told} lines={lines} />;
  return told.except ? <Flow>{t.rich("what.but", { terms })}</Flow> : terms();
}

function Where({ t, told, lines }: ToldProps<AddressTerm>) {
  if (isAll(told)) return <Chip icon={<Globe aria-hidden />}>{t("whereTo.all")}</Chip>;
  const terms = () => <AddressChips key="terms" t={t} told={told} lines={lines} />;
  if (told.except) return <Flow>{t.rich("whereTo.but", { terms })}</Flow>;
  return <Flow>{t.rich("whereTo.to", { place: terms })}</Flow>;
}

function Self({ t, told, lines }: ToldProps<AddressTerm>) {
  const self = <Chip icon={<Server aria-hidden />}>{t("self")}</Chip>;
  if (isAll(told)) return self;
  const terms = () => <AddressChips key="terms" t={t} told={told} lines={lines} />;
  return <Flow>{t.rich(told.except ? "selfFromBut" : "selfFrom", { terms })}</Flow>;
}

/** Who sends: the other end, or the VPS. */
export function RowWho({ t, row, lines }: EndsProps) {
  const told = row.sources;
  return row.way === "out" ? (
    <Self t={t} told={told} lines={lines} />
  ) : (
    <Who t={t} told={told} lines={lines} />
  );
}

/** For what, and to which address where that is not any of the VPS. */
export function RowWhat({ t, row, lines }: EndsProps) {
  const { way, services, destinations: told } = row;
  const terms = () => <AddressChips key="terms" t={t} told={told} lines={lines} />;
  return (
    <>
      <What t={t} told={services} lines={lines} />
      {way === "in" ? (
        !isAll(told) && <Flow>{t.rich(told.except ? "onBut" : "on", { terms })}</Flow>
      ) : (
        <Where t={t} told={told} lines={lines} />
      )}
    </>
  );
}

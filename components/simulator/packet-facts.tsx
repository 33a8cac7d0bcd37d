"use client";

import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { PacketView } from "@/lib/server/services/explain/explain-view";
import { CopyButton } from "../ui/copy-button";
import { protocolWord } from "./explain-words";

const order = ["from", "to", "port", "sport", "icmp", "flags", "in", "out", "user"] as const;
type FieldName = (typeof order)[number];

/** Fields that such a packet has: what is not said of them is worth telling. */
function belongs(field: FieldName, { way, protocol, fields }: PacketView): boolean {
  switch (field) {
    case "from":
    case "to":
      return true;
    case "port":
    case "sport":
      return [6, 17, 33, 132, 136].includes(protocol);
    case "icmp":
      return protocol === 1 || protocol === 58;
    case "flags":
      return fields.flags !== null;
    case "in":
      return way !== "out";
    // Where nothing is said of it, routing tells.
    case "out":
      return fields.out !== null;
    case "user":
      return way === "out";
  }
}

/** The packet as it was understood: what was typed, what was filled in, what stays open. */
export function PacketFacts({ packet }: { packet: PacketView }) {
  const t = useTranslations("explain");
  const there = order.filter((field) => belongs(field, packet));
  const unsaid = there.filter((field) => packet.fields[field] === null);
  const assumed = there.some((field) => packet.fields[field]?.how === "assumed");
  return (
    <div className="flex flex-col gap-2">
      <ul className="flex flex-wrap gap-1.5">
        <Fact label={t("field.proto")} value={protocolWord(packet)} how="typed" />
        <Fact label={t("field.state")} value={t(`form.states.${packet.state}`)} how="typed" plain />
        {there.map((field) => {
          const fact = packet.fields[field];
          return (
            fact && (
              <Fact
                key={field}
                label={t(`field.${field}`)}
                value={fact.value}
                how={fact.how}
                heard={t("answer.assumed")}
              />
            )
          );
        })}
      </ul>
      <div className="text-12 text-ink-3">
        {assumed && <p>{t("answer.assumedHint")}</p>}
        {unsaid.length > 0 && (
          <p>{t("answer.unsaid", { fields: unsaid.map((field) => t(`field.${field}`)).join(t("joint")) })}</p>
        )}
      </div>
      <div data-print="hide" className="flex flex-wrap items-center gap-x-2 gap-y-1">
        <span className="text-12 text-ink-3">{t("answer.command")}</span>
        <CopyButton text={`--packet '${packet.text}'`} />
      </div>
    </div>
  );
}

function Fact({
  label,
  value,
  how,
  plain = false,
  heard,
}: {
  label: string;
  value: string;
  how: "typed" | "assumed";
  plain?: boolean;
  heard?: string;
}) {
  return (
    <li
      className={cn(
        "inline-flex min-h-6 max-w-full flex-wrap items-center gap-x-1.5 rounded-2 border px-2 text-13",
        how === "assumed" ? "border-line-control border-dashed" : "border-line-strong bg-raised",
      )}
    >
      <span className="text-12 text-ink-3">{label}</span>
      <span className={cn("min-w-0 break-all", !plain && "font-mono text-12")}>{value}</span>
      {how === "assumed" && <span className="sr-only">({heard})</span>}
    </li>
  );
}

"use client";

import { Globe, MonitorCog, Network, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import { useNoteText } from "@/components/object/use-note-text";
import { Chip } from "@/components/ui/chip";
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover";
import { everyService, type ServiceObject } from "@/lib/core/policy/schema";
import { useDraft } from "./draft-context";

/** More entries than this are told as a number. */
const shownEntries = 12;

/** Protocols and ports of a service as people read them. */
export function servicePorts(service: ServiceObject): string {
  return service.parts
    .map((part) => (part.protocol === "ping" ? "ping" : `${part.protocol} ${part.ports.join(", ")}`))
    .join(" · ");
}

/** A named source or destination; what it holds is one hover, focus or tap away. */
export function NetworkChip({ name, direction }: { name: string; direction: "in" | "out" }) {
  const t = useTranslations("wizard.chip");
  const { objects, facts } = useDraft();
  if (name === "anyone") {
    return <Chip icon={<Globe aria-hidden />}>{t(`anyone.${direction}`)}</Chip>;
  }
  if (name === "panel") {
    const address = facts?.connection?.panelAddress;
    return (
      <Details
        label={t("panel")}
        lines={[address === undefined ? t("panelUnknown") : t("panelAddress", { address })]}
      >
        <Chip icon={<MonitorCog aria-hidden />}>{t("panel")}</Chip>
      </Details>
    );
  }
  const object = objects.networks.find((network) => network.name === name);
  if (object === undefined) return <Chip icon={<TriangleAlert aria-hidden />}>{name}</Chip>;
  const lines = object.entries.slice(0, shownEntries);
  if (object.entries.length > shownEntries) {
    lines.push(t("moreEntries", { count: object.entries.length - shownEntries }));
  }
  return (
    <Details label={name} lines={lines} note={object.note}>
      <Chip icon={<Network aria-hidden />}>{name}</Chip>
    </Details>
  );
}

/** A named service with its ports. */
export function ServiceChip({ name }: { name: string }) {
  const t = useTranslations("wizard.chip");
  const { objects } = useDraft();
  if (name === everyService) return <Chip>{t("all")}</Chip>;
  const object = objects.services.find((service) => service.name === name);
  if (object === undefined) return <Chip icon={<TriangleAlert aria-hidden />}>{name}</Chip>;
  return (
    <Details label={name} lines={[servicePorts(object)]} note={object.note}>
      <Chip>{name}</Chip>
    </Details>
  );
}

/** Something that a rule still lacks. */
export function MissingChip({ text }: { text: string }) {
  return (
    <Chip icon={<TriangleAlert aria-hidden className="!text-pending" />} className="border-dashed">
      {text}
    </Chip>
  );
}

function Details(props: {
  label: string;
  lines: readonly string[];
  note?: string;
  children: React.ReactNode;
}) {
  const { label, lines, note, children } = props;
  const noteText = useNoteText();
  return (
    <Popover>
      <PopoverTrigger className="inline-flex max-w-full rounded-2" title={lines.join("\n")}>
        {children}
      </PopoverTrigger>
      <PopoverContent aria-label={label} className="max-w-80">
        <p className="font-medium">{label}</p>
        <ul className="mt-1 font-mono text-12">
          {lines.map((line) => (
            <li key={line} className="break-all">
              {line}
            </li>
          ))}
        </ul>
        {note && <p className="mt-1.5 text-ink-2">{noteText(note)}</p>}
      </PopoverContent>
    </Popover>
  );
}

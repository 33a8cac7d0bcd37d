"use client";

import { Command } from "cmdk";
import {
  BookOpen,
  CirclePlus,
  FlaskConical,
  Languages,
  type LucideIcon,
  Server,
  SunMoon,
} from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { localeNames, locales } from "@/messages/locales";
import { matchEntry } from "./match-entry";
import { places } from "./navigation";
import { onPalette } from "./palette-event";
import { themes, usePreferences } from "./use-preferences";

export type PaletteHost = { id: string; name: string; address: string };

/** What can be asked of a host, in the order of its tabs. */
const hostPages = [
  "edit/role",
  "review",
  "exposure",
  "live",
  "blocked",
  "checks",
  "usage",
  "reach",
  "explain",
  "history",
] as const;

type Entry = {
  id: string;
  icon: LucideIcon;
  label: string;
  detail?: string;
  words?: string[];
  run: () => void;
};

/** ⌘K or Ctrl-K: every host, page and action by a few letters of its name. */
export function Palette({ hosts }: { hosts: readonly PaletteHost[] }) {
  const t = useTranslations("shell");
  const router = useRouter();
  const preferences = usePreferences();
  const [open, setOpen] = useState(false);

  useEffect(() => {
    const end = onPalette(() => setOpen(true));
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== "k" || !(event.metaKey || event.ctrlKey) || event.altKey) return;
      event.preventDefault();
      setOpen((before) => !before);
    };
    window.addEventListener("keydown", onKey);
    return () => {
      end();
      window.removeEventListener("keydown", onKey);
    };
  }, []);

  const go = (href: string) => () => router.push(href as Route);
  const groups: { heading: string; entries: Entry[] }[] = [
    {
      heading: t("palette.hosts"),
      entries: hosts.flatMap((host) => [
        { id: host.id, icon: Server, label: host.name, detail: host.address, run: go(`/hosts/${host.id}`) },
        ...hostPages.map((page) => ({
          id: `${host.id}/${page}`,
          icon: Server,
          label: t(`palette.${page === "edit/role" ? "edit" : page}`, { name: host.name }),
          run: go(`/hosts/${host.id}/${page}`),
        })),
      ]),
    },
    {
      heading: t("palette.pages"),
      entries: [
        ...places.map((place) => ({ ...place, label: t(`nav.${place.id}`), run: go(place.href) })),
        { id: "services", icon: places[1].icon, label: t("palette.services"), run: go("/objects/services") },
        { id: "glossary", icon: BookOpen, label: t("palette.glossary"), run: go("/glossary") },
      ],
    },
    {
      heading: t("palette.actions"),
      entries: [
        { id: "add", icon: CirclePlus, label: t("palette.addHost"), run: go("/hosts/new") },
        { id: "practice", icon: FlaskConical, label: t("palette.practice"), run: go("/?practice=offer") },
        ...locales.map((locale) => ({
          id: `language ${locale}`,
          icon: Languages,
          label: localeNames[locale],
          words: [t("language"), "language"],
          run: () => preferences.setLocale(locale),
        })),
        ...themes.map((theme) => ({
          id: `theme ${theme}`,
          icon: SunMoon,
          label: t("palette.theme", { theme: t(`theme.${theme}`) }),
          run: () => preferences.setTheme(theme),
        })),
      ],
    },
  ];

  return (
    <Command.Dialog
      open={open}
      onOpenChange={setOpen}
      label={t("palette.label")}
      filter={matchEntry}
      loop
      overlayClassName="fixed inset-0 z-40 animate-appear bg-[rgb(10_13_16/0.45)]"
      contentClassName="fixed inset-x-3 top-[12vh] z-50 mx-auto max-w-xl animate-slide-up overflow-hidden rounded-3 border border-line-strong bg-raised shadow-pop"
    >
      <Command.Input
        placeholder={t("palette.placeholder")}
        className="h-12 w-full border-line border-b bg-transparent px-4 text-16 outline-none placeholder:text-ink-3"
      />
      <Command.List className="max-h-[50vh] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-6 text-center text-13 text-ink-3">
          {t("palette.empty")}
        </Command.Empty>
        {groups.map((group) => (
          <Command.Group
            key={group.heading}
            heading={group.heading}
            className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-12 [&_[cmdk-group-heading]]:text-ink-3"
          >
            {group.entries.map((entry) => (
              <Command.Item
                key={entry.id}
                value={entry.id}
                keywords={[entry.label, entry.detail ?? "", ...(entry.words ?? [])]}
                onSelect={() => {
                  setOpen(false);
                  entry.run();
                }}
                className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-2 px-2.5 text-14 data-[selected=true]:bg-sunken touch:min-h-11"
              >
                <entry.icon aria-hidden className="size-4 shrink-0 text-ink-3" />
                <span className="truncate">{entry.label}</span>
                {entry.detail && (
                  <span className="ml-auto truncate pl-3 font-mono text-12 text-ink-3">{entry.detail}</span>
                )}
              </Command.Item>
            ))}
          </Command.Group>
        ))}
      </Command.List>
    </Command.Dialog>
  );
}

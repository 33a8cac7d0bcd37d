"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import type { ObjectUse } from "@/lib/server/services/object/object-view";

/** The hosts whose draft or confirmed rules name an object. */
export function UsedBy({ uses }: { uses: readonly ObjectUse[] }) {
  const t = useTranslations("objects");
  const hosts = new Map<string, { name: string; places: Set<ObjectUse["place"]> }>();
  for (const use of uses) {
    const host = hosts.get(use.hostId) ?? { name: use.hostName, places: new Set() };
    host.places.add(use.place);
    hosts.set(use.hostId, host);
  }
  if (hosts.size === 0) return <span className="text-ink-3">{t("unused")}</span>;
  return (
    <ul className="flex flex-wrap gap-x-3 gap-y-0.5">
      {[...hosts].map(([id, host]) => (
        <li key={id}>
          <Link href={`/hosts/${id}`} className="hover:text-accent hover:underline">
            {host.name}
          </Link>{" "}
          <span className="text-12 text-ink-3">
            {[...host.places].map((place) => t(`place.${place}`)).join(", ")}
          </span>
        </li>
      ))}
    </ul>
  );
}

"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";

const kinds = [
  { id: "networks", href: "/objects/networks" },
  { id: "services", href: "/objects/services" },
] as const;

/** The two kinds of named objects. */
export function ObjectsHead() {
  const t = useTranslations("objects");
  const pathname = usePathname();
  return (
    <nav aria-label={t("title")} className="mb-6 border-b">
      <ul className="-mx-1 flex">
        {kinds.map((kind) => {
          const here = pathname.startsWith(kind.href);
          return (
            <li key={kind.id}>
              <Link
                href={kind.href}
                aria-current={here ? "page" : undefined}
                className={cn(
                  "-mb-px inline-flex h-9 items-center border-transparent border-b-2 px-3 text-13 text-ink-2 hover:text-ink touch:h-11",
                  here && "border-accent font-medium text-ink",
                )}
              >
                {t(`${kind.id}.title`)}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

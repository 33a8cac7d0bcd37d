import { type LucideIcon, Network, ScrollText, Server, Settings } from "lucide-react";

/** The four places of the rail, in order; the word is `shell.nav.<id>`. */
export const places = [
  { id: "hosts", href: "/", icon: Server, under: ["/hosts"] },
  { id: "objects", href: "/objects/networks", icon: Network, under: ["/objects"] },
  { id: "audit", href: "/audit", icon: ScrollText, under: ["/audit"] },
  { id: "settings", href: "/settings", icon: Settings, under: ["/settings", "/glossary"] },
] as const satisfies readonly { id: string; href: string; icon: LucideIcon; under: readonly string[] }[];

/** Whether a page belongs to a place of the rail. */
export function isUnder(pathname: string, place: (typeof places)[number]): boolean {
  return pathname === place.href || place.under.some((prefix) => pathname.startsWith(prefix));
}

import { ArrowRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";

/** The way from another page to a question about a packet. */
export function AskLink({ href, text }: { href: Route; text: string }) {
  return (
    <Link
      href={href}
      data-print="hide"
      className="mt-2 inline-flex items-center gap-1.5 py-1 text-13 text-accent hover:underline"
    >
      {text}
      <ArrowRight aria-hidden className="size-4 shrink-0" />
    </Link>
  );
}

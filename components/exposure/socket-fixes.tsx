import type { Route } from "next";
import Link from "next/link";
import type { FixView, SocketView } from "@/lib/server/services/exposure/exposure-view";
import type { ExposureTranslator } from "./cell-words";

type FixesProps = { t: ExposureTranslator; hostId: string; row: SocketView };

type Way = { readonly step: string | null; readonly word: string; readonly text: string | null };

function wayOf(t: ExposureTranslator, fix: FixView, { families }: SocketView): Way {
  const place = (step: string | null, word = "", text: string | null = null): Way => ({ step, word, text });
  switch (fix.kind) {
    case "narrow":
    case "change":
      return place(
        fix.ruleId === null ? "edit/services" : `edit/services#rule-${fix.ruleId}`,
        t(`sockets.fix.${fix.kind}`),
      );
    case "allow":
      return place("edit/services", t("sockets.fix.allow"));
    case "start":
      return place("edit/role", t("sockets.fix.start"));
    case "review":
      return place("review", t("sockets.fix.review"));
    case "foreign": {
      const owners = families.flatMap(({ entries }) =>
        entries.flatMap(({ way, owner }) => (way === "above" ? (owner ?? []) : [])),
      );
      const [owner] = owners;
      return place(
        null,
        "",
        owner === undefined ? t("sockets.fix.foreign") : t("sockets.fix.foreignOf", { owner }),
      );
    }
    case "forwarded":
      switch (fix.confirmed) {
        case "drop":
          return place(null, "", t("sockets.fix.forwardedDropped"));
        case "published":
          return place(null, "", t("sockets.fix.forwardedFiltered"));
        default:
          return place(
            "edit/protections#forward",
            t("sockets.fix.forwardedStep"),
            t("sockets.fix.forwarded"),
          );
      }
    case "other-backend":
      return place(null, "", t("sockets.fix.other-backend"));
  }
}

/** What can be done about a row: it leads to the draft, nothing changes from here. */
export function SocketFixes({ t, hostId, row }: FixesProps) {
  return row.fixes.map((fix) => {
    const { step, word, text } = wayOf(t, fix, row);
    return (
      <p key={fix.kind} className="text-12 text-ink-2">
        {text}
        {text !== null && step !== null && " "}
        {step !== null && (
          <Link
            href={`/hosts/${hostId}/${step}` as Route}
            prefetch={false}
            data-print="hide"
            className="inline-block text-13 text-accent hover:underline touch:py-1.5"
          >
            {word}
          </Link>
        )}
      </p>
    );
  });
}

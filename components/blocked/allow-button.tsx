"use client";

import type { Route } from "next";
import { useRouter } from "next/navigation";
import { useTranslations } from "use-intl";
import type { Outcome } from "@/lib/client/outcome";
import { useVerb } from "@/lib/client/use-verb";
import type { BlockedRow } from "@/lib/server/services/blocked/blocked-view";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { rowText } from "./row-parts";

export type Allow = (input: {
  hostId: string;
  address: string;
  protocol: "tcp" | "udp";
  port: number;
}) => Promise<Outcome<{ rule: string }>>;

/** What a row wanted as a way out that a rule can name; null: it has no port. */
export function wayOutOf({ way, protocol, port, destination }: BlockedRow) {
  if (way !== "out" || port === null || (protocol !== "tcp" && protocol !== "udp")) return null;
  return { address: destination, protocol, port } as const;
}

type AllowProps = {
  hostId: string;
  row: BlockedRow;
  to: NonNullable<ReturnType<typeof wayOutOf>>;
  allow: Allow;
};

/** Writes the way out into the draft and leads to its rule there. Nothing here changes the host. */
export function AllowButton({ hostId, row, to, allow }: AllowProps) {
  const t = useTranslations("blocked.actions");
  const router = useRouter();
  const { run, pending, failure } = useVerb(allow);
  return (
    <span>
      <Button
        variant="quiet"
        size="small"
        pending={pending}
        aria-label={t("of", { what: t("allow"), row: rowText(row) })}
        onClick={() =>
          run({ hostId, ...to }, ({ rule }) =>
            router.push(`/hosts/${hostId}/edit/client#rule-${rule}` as Route),
          )
        }
      >
        {t("allow")}
      </Button>
      <FailureNote failure={failure} />
    </span>
  );
}

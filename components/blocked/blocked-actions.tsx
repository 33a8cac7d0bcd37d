"use client";

import type { Route } from "next";
import Link from "next/link";
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { BlockedRow } from "@/lib/server/services/blocked/blocked-view";
import { GuestDialog, type LetIn } from "../guest/guest-dialog";
import { explainHref } from "../simulator/explain-href";
import { Button } from "../ui/button";
import { type Allow, AllowButton, wayOutOf } from "./allow-button";
import { rowText } from "./row-parts";

type ActionsProps = {
  hostId: string;
  row: BlockedRow;
  services: readonly string[];
  letIn: LetIn;
  allow: Allow;
};

/** Where it is explained, and where a change to the draft begins. Nothing here changes the host. */
export function BlockedActions({ hostId, row, services, letIn, allow }: ActionsProps) {
  const t = useTranslations("blocked.actions");
  const [open, setOpen] = useState(false);
  const { way, rule, service, source, named: network, question } = row;
  const named = (what: string) => ({ "aria-label": t("of", { what, row: rowText(row) }) });
  const step = way === "out" ? "client" : "services";
  const place = rule.line?.inDraft ? `#rule-${rule.line.id}` : "";
  const to = rule.line === null ? wayOutOf(row) : null;
  const word = t(way === "out" ? "letOut" : "letIn");
  return (
    <span className="flex gap-1 -ml-2.5" data-print="hide">
      <Button asChild variant="quiet" size="small">
        <Link href={explainHref(hostId, question)} prefetch={false} {...named(t("explain"))}>
          {t("explain")}
        </Link>
      </Button>
      {to !== null ? (
        <AllowButton {...{ hostId, row, to, allow }} />
      ) : way === "in" && service !== null && rule.kind === "end" ? (
        <Button variant="quiet" size="small" onClick={() => setOpen(true)} {...named(word)}>
          {word}
        </Button>
      ) : (
        <Button asChild variant="quiet" size="small">
          <Link href={`/hosts/${hostId}/edit/${step}${place}` as Route} prefetch={false} {...named(word)}>
            {word}
          </Link>
        </Button>
      )}
      {open && (
        <GuestDialog
          hostId={hostId}
          start={{ address: source, network, service: service ?? "" }}
          services={services}
          letIn={letIn}
          onClose={() => setOpen(false)}
        />
      )}
    </span>
  );
}

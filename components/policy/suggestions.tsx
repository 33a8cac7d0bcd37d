"use client";

import { Lightbulb, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { FailureNote } from "@/components/ui/failure-note";
import { FamilyMarks } from "@/components/ui/family-marks";
import { useVerb } from "@/lib/client/use-verb";
import type { Suggestion } from "@/lib/server/services/draft/draft-view";
import { useDraft } from "./draft-context";

type Listener = Extract<Suggestion, { code: "listener-unreachable" }>;

/** A host with many programs must not push the rules off the screen. */
const shownAtFirst = 3;

/** What the inspected host suggests: programs that listen and that nobody could reach. One press adds the rule. */
export function Suggestions() {
  const t = useTranslations("wizard.suggestion");
  const { suggestions, body, dispatch, objects, actions, addObject } = useDraft();
  const { run, pending, failure } = useVerb(actions.saveService);
  const [all, setAll] = useState(false);
  const first = body.purposes[0];
  if (first === undefined) return null;

  const offered = new Set(body.purposes.flatMap((purpose) => purpose.rules.flatMap((rule) => rule.services)));
  const open = offersOf(suggestions, t("joint")).filter(({ suggestion }) =>
    suggestion.code === "control-panel"
      ? body.controlPanelPort !== suggestion.port
      : !offered.has(suggestion.service ?? nameFor(suggestion)),
  );
  if (open.length === 0) return null;
  const shown = all ? open : open.slice(0, shownAtFirst);

  const addRule = (service: string) =>
    dispatch({
      type: "add-inbound",
      purpose: first.id,
      rule: {
        enabled: true,
        services: [service],
        verdict: "accept",
        log: false,
        limit: null,
        comment: "",
        sources: [],
        sourcePorts: "any",
        destination: null,
        admin: false,
      },
    });
  const take = (suggestion: Suggestion) => {
    if (suggestion.code === "control-panel") {
      dispatch({ type: "change-body", change: { controlPanelPort: suggestion.port } });
      return;
    }
    const name = suggestion.service ?? nameFor(suggestion);
    if (objects.services.some((service) => service.name === name)) {
      addRule(name);
      return;
    }
    const parts = [{ protocol: suggestion.protocol, ports: [String(suggestion.port)] }];
    run({ name, parts, note: "" }, (service) => {
      addObject({ service });
      addRule(service.name);
    });
  };

  return (
    <section aria-label={t("title")} className="rounded-3 border border-line bg-raised">
      <h3 className="flex items-center gap-2 border-line border-b px-3 py-2 font-medium text-13">
        <Lightbulb aria-hidden className="size-4 text-ink-3" />
        {t("title")}
      </h3>
      <ul>
        {shown.map(({ suggestion, programs, ports, families }) => (
          <li
            key={JSON.stringify(suggestion)}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-b px-3 py-1.5 last:border-b-0"
          >
            <span className="min-w-0 basis-full text-13 sm:flex-1 sm:basis-0">
              {suggestion.code === "control-panel"
                ? t("controlPanel", { program: suggestion.program ?? t("something"), port: suggestion.port })
                : t("listener", { program: programs || t("something"), port: ports })}{" "}
              {suggestion.code === "listener-unreachable" && <FamilyMarks families={families} />}
            </span>
            <Button size="small" pending={pending} onClick={() => take(suggestion)}>
              <Plus aria-hidden />
              {suggestion.code === "control-panel"
                ? t("addControlPanel")
                : t("addRule", { service: suggestion.service ?? nameFor(suggestion) })}
            </Button>
          </li>
        ))}
      </ul>
      {shown.length < open.length && (
        <Button variant="quiet" size="small" className="m-1.5" onClick={() => setAll(true)}>
          {t("more", { count: open.length - shown.length })}
        </Button>
      )}
      {failure !== null && (
        <div className="p-3">
          <FailureNote failure={failure} />
        </div>
      )}
    </section>
  );
}

/** One rule that could be added: a program may listen on several ports of one service. */
type Offer = {
  readonly suggestion: Suggestion;
  readonly programs: string;
  readonly ports: string;
  readonly families: Suggestion["families"];
};

function offersOf(suggestions: readonly Suggestion[], joint: string): readonly Offer[] {
  const groups = new Map<string, Suggestion[]>();
  for (const suggestion of suggestions) {
    const listener = suggestion.code === "listener-unreachable";
    const key = `${suggestion.code} ${listener ? (suggestion.service ?? nameFor(suggestion)) : ""}`;
    groups.set(key, [...(groups.get(key) ?? []), suggestion]);
  }
  return [...groups.values()].flatMap((group) => {
    const [suggestion] = group;
    if (suggestion === undefined) return [];
    const all = (parts: readonly (string | null)[]) =>
      [...new Set(parts)].filter((part) => part !== null).join(joint);
    return {
      suggestion,
      programs: all(group.map(({ program }) => program)),
      ports: all(group.map(({ protocol, port }) => `${protocol} ${port}`)),
      families: [...new Set(group.flatMap(({ families }) => families))].sort(),
    };
  });
}

/** A name for the service of a listener that no object covers. */
function nameFor({ program, protocol, port }: Listener): string {
  const stem = (program ?? protocol).replace(/[^\p{L}\p{N}._-]/gu, "").slice(0, 30) || protocol;
  return `${stem} ${port}`;
}

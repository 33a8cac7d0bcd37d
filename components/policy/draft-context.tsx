"use client";

import {
  createContext,
  type Dispatch,
  type ReactNode,
  useCallback,
  useContext,
  useDeferredValue,
  useEffect,
  useMemo,
  useReducer,
  useState,
} from "react";
import { useTranslations } from "use-intl";
import { type AssertionAnswers, useAssertionAnswers } from "@/components/assertion/use-assertion-answers";
import { drawRulesets } from "@/components/drawing/drawing-model";
import type { Drawing } from "@/components/drawing/drawing-types";
import type { Outcome } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { NetworkObject, PolicyBody, ServiceObject } from "@/lib/core/policy/schema";
import type { AssertionsView } from "@/lib/server/services/assertion/assertion-view";
import type { DraftObjects, DraftSaved, DraftView, Suggestion } from "@/lib/server/services/draft/draft-view";
import { type Preview, previewDraft } from "./assemble-draft";
import { type EditorAction, type EditorState, editorReducer, openEditor } from "./editor-state";
import { forgetEdits, keptEdits } from "./kept-edits";
import { newestDraft, rememberDraft, savedSince } from "./newest-draft";
import { type SaveAnswer, type SaveState, useAutosave } from "./use-autosave";

/** What the pages give the editor to do its work; all of them answer, none throws for expected trouble. */
export type DraftActions = {
  readonly save: (version: number, body: PolicyBody) => Promise<Outcome<DraftSaved>>;
  readonly load: () => Promise<Outcome<DraftView>>;
  readonly saveNetwork: (object: NetworkObject) => Promise<Outcome<NetworkObject>>;
  readonly saveService: (object: ServiceObject) => Promise<Outcome<ServiceObject>>;
  readonly checkAssertions: (body: PolicyBody) => Promise<Outcome<AssertionsView>>;
};

type DraftContext = {
  readonly hostId: string;
  readonly hostName: string;
  readonly facts: HostFacts | null;
  readonly state: EditorState;
  readonly body: PolicyBody;
  readonly dispatch: Dispatch<EditorAction>;
  readonly objects: DraftObjects;
  readonly addObject: (object: { network: NetworkObject } | { service: ServiceObject }) => void;
  readonly actions: DraftActions;
  readonly suggestions: readonly Suggestion[];
  readonly preview: Preview;
  readonly drawing: Drawing | null;
  readonly asserted: AssertionAnswers;
  readonly saving: SaveState;
  readonly keepMine: () => void;
  readonly takeTheirs: () => Promise<string | null>;
  readonly retrySave: () => void;
};

const Context = createContext<DraftContext | null>(null);

/** The draft that is being edited; only inside `DraftProvider`. */
export function useDraft(): DraftContext {
  const value = useContext(Context);
  if (value === null) throw new Error("useDraft needs a DraftProvider above it");
  return value;
}

/** Puts an object in place of the one of its name, or at the end. */
function withObject<T extends { readonly name: string }>(list: readonly T[], object: T): T[] {
  return [...list.filter(({ name }) => name !== object.name), object].sort((a, b) =>
    a.name.localeCompare(b.name),
  );
}

/** Holds one host's draft for every step of the wizard: edits, saving, objects, and what it all compiles to. */
export function DraftProvider({
  draft,
  facts,
  actions,
  children,
}: {
  draft: DraftView;
  facts: HostFacts | null;
  actions: DraftActions;
  children: ReactNode;
}) {
  const t = useTranslations("wizard.saving");
  const text = useFindingText();
  const [opened] = useState(() => newestDraft(draft.hostId, draft));
  const [state, dispatch] = useReducer(editorReducer, opened.body, openEditor);
  const [objects, setObjects] = useState<DraftObjects>(draft.objects);
  const { hostId } = draft;

  const save = useCallback(
    async (version: number, body: PolicyBody): Promise<SaveAnswer> => {
      const outcome = await actions.save(version, body);
      if (outcome.ok) return { kind: "saved", saved: outcome.value };
      const { code, params } = outcome.failure;
      if (code === "draft-conflict") {
        const { updatedBy, updatedAt, version: theirs } = params;
        return {
          kind: "conflict",
          conflict: {
            updatedBy: String(updatedBy),
            updatedAt: String(updatedAt),
            version: Number(theirs),
          },
        };
      }
      return { kind: "failed", message: text.failure(outcome.failure) };
    },
    [actions, text],
  );
  const autosave = useAutosave({
    hostId,
    body: state.body,
    version: opened.version,
    updatedAt: opened.updatedAt,
    save,
    onSaved: (saved, body) => rememberDraft(hostId, { ...saved, body }),
    unreachable: t("unreachable"),
  });

  // A reload may be read before the last save of the page that it replaces, and edits that this one could not save are
  // brought back; a draft that moved on since then is asked about.
  useEffect(() => {
    const later = savedSince(hostId, opened.version);
    const base = later ?? opened;
    const kept = keptEdits(hostId);
    if (later !== null) {
      autosave.adopt(later);
      dispatch({ type: "replace", body: later.body });
    }
    if (kept === null) return;
    // A page that went away while it saved leaves behind what the panel has heard already.
    if (JSON.stringify(kept.body) === JSON.stringify(base.body)) {
      forgetEdits(hostId);
      return;
    }
    if (kept.version !== base.version) autosave.stale(kept.version);
    dispatch({ type: "replace", body: kept.body });
  }, [hostId, opened, autosave.stale, autosave.adopt]);

  const body = useDeferredValue(state.body);
  const preview = useMemo(() => previewDraft(body, objects, facts), [body, objects, facts]);
  const drawing = useMemo(
    () =>
      preview.compiled === null
        ? null
        : drawRulesets(preview.compiled, {
            ...objects,
            panelAddress: facts?.connection?.panelAddress ?? null,
            users: facts?.users ?? {},
          }),
    [preview.compiled, objects, facts],
  );

  const asserted = useAssertionAnswers(preview.sound, actions.checkAssertions);

  const addObject = useCallback<DraftContext["addObject"]>((object) => {
    setObjects((now) =>
      "network" in object
        ? { ...now, networks: withObject(now.networks, object.network) }
        : { ...now, services: withObject(now.services, object.service) },
    );
  }, []);

  const takeTheirs = useCallback(async () => {
    const outcome = await actions.load();
    if (!outcome.ok) return text.failure(outcome.failure);
    autosave.adopt(outcome.value);
    rememberDraft(hostId, outcome.value);
    setObjects(outcome.value.objects);
    dispatch({ type: "replace", body: outcome.value.body });
    return null;
  }, [actions, autosave.adopt, hostId, text]);

  const { state: saving, overwrite, flush } = autosave;
  const value: DraftContext = {
    hostId,
    hostName: draft.hostName,
    facts,
    state,
    body: state.body,
    dispatch,
    objects,
    addObject,
    actions,
    suggestions: draft.suggestions,
    preview,
    drawing,
    asserted,
    saving,
    keepMine: () => {
      if (saving.kind === "conflict") overwrite(saving.conflict.version);
    },
    takeTheirs,
    retrySave: () => void flush(),
  };
  return <Context value={value}>{children}</Context>;
}

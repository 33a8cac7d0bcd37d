import type { ReactNode } from "react";
import { DraftProvider } from "@/components/policy/draft-context";
import { StartDraft } from "@/components/policy/start-draft";
import { WizardFrame } from "@/components/policy/wizard-frame";
import { readHostOr404 } from "../read-host-or-404";
import {
  checkAssertionsAction,
  loadDraftAction,
  saveDraftAction,
  saveNetworkAction,
  saveServiceAction,
  startDraftAction,
} from "./actions";
import { readDraftOrNull } from "./read-draft-or-null";

type EditLayoutProps = { children: ReactNode; params: Promise<{ host: string }> };

/** Holds the draft for every step, so that going from step to step loses nothing and asks for nothing. */
export default async function EditLayout({ children, params }: EditLayoutProps) {
  const host = await readHostOr404((await params).host);
  const draft = await readDraftOrNull(host.id);
  if (draft === null) return <StartDraft start={startDraftAction.bind(null, host.id)} />;
  // The live tables can be long, and the wizard asks nothing of them.
  const facts = host.facts === null ? null : { ...host.facts, live: { ipv4: null, ipv6: null } };
  return (
    <DraftProvider
      // Another draft (a role started over, a revision brought back) is another editor.
      key={draft.hostId}
      draft={draft}
      facts={facts}
      actions={{
        save: saveDraftAction.bind(null, host.id),
        load: loadDraftAction.bind(null, host.id),
        saveNetwork: saveNetworkAction,
        saveService: saveServiceAction,
        checkAssertions: checkAssertionsAction.bind(null, host.id),
      }}
    >
      <WizardFrame>{children}</WizardFrame>
    </DraftProvider>
  );
}

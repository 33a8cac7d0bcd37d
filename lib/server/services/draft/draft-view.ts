import type { NetworkObject, PolicyBody, RoleName, ServiceObject } from "@/lib/core/policy/schema";
import type { Suggestion as FoundSuggestion } from "@/lib/core/policy/suggest";
import type { Problem } from "@/lib/core/problem/problem";

/** Something the inspected host suggests: a listener that nobody could reach, or a control panel that was found. */
export type Suggestion =
  | (FoundSuggestion & { readonly code: "listener-unreachable" })
  | (FoundSuggestion & { readonly code: "control-panel" });

/** The objects that a draft may name; the catalogue is part of `services`. */
export type DraftObjects = {
  readonly networks: readonly NetworkObject[];
  readonly services: readonly ServiceObject[];
};

/** A host's draft as the wizard edits it. */
export type DraftView = {
  readonly hostId: string;
  readonly hostName: string;
  readonly body: PolicyBody;
  /** Send it back with the next save: a save that carries an older one is refused. */
  readonly version: number;
  readonly updatedAt: string;
  readonly updatedBy: string;
  /** What stands in the way of an apply, and what to look at. A draft with errors may be kept. */
  readonly problems: readonly Problem[];
  readonly objects: DraftObjects;
  readonly suggestions: readonly Suggestion[];
};

/** What a save answers. */
export type DraftSaved = {
  readonly version: number;
  readonly updatedAt: string;
  readonly problems: readonly Problem[];
};

/** Parameters of the error `draft-conflict`: who saved what we did not know. */
export type DraftConflict = {
  readonly updatedBy: string;
  readonly updatedAt: string;
  readonly version: number;
};

/** A draft that was started or brought back. */
export type DraftStarted = { readonly hostId: string; readonly role: RoleName; readonly version: number };

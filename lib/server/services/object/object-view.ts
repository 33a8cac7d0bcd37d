import type { NetworkObject, ServiceObject } from "@/lib/core/policy/schema";

/** Where an object is named. `confirmed` uses do not stop a deletion: a revision keeps its own copy. */
export type ObjectUse = {
  readonly hostId: string;
  readonly hostName: string;
  readonly place: "draft" | "confirmed";
};

/** A named source, as it is kept. */
export type NetworkView = NetworkObject & { readonly id: string; readonly usedBy: readonly ObjectUse[] };

/** A named service; those that come with the product are built in and cannot be deleted. */
export type ServiceView = ServiceObject & {
  readonly id: string;
  readonly builtIn: boolean;
  readonly usedBy: readonly ObjectUse[];
};

/** A stored object that is none: its name or what it holds breaks the rules for them. Nobody can use it. */
export type UnreadableView = {
  readonly id: string;
  readonly name: string;
  /** Comes with the product: it is put back as it came instead of deleted. */
  readonly builtIn: boolean;
  readonly usedBy: readonly ObjectUse[];
};

/** Every object. */
export type ObjectsView = {
  readonly networks: readonly NetworkView[];
  readonly services: readonly ServiceView[];
  readonly unreadable: Readonly<Record<"networks" | "services", readonly UnreadableView[]>>;
};

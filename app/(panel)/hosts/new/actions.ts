"use server";

import { toOutcome } from "@/app/to-outcome";
import type { AddHostInput } from "@/components/host/add-host-form";
import type { Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { addHost } from "@/lib/server/services/host/add-host";
import type { HostKeyView } from "@/lib/server/services/host/host-view";
import { probeHostKey } from "@/lib/server/services/host/probe-host-key";
import type { KeyView } from "@/lib/server/services/key/key-view";
import { makeKey } from "@/lib/server/services/key/make-key";

export async function probeHostKeyAction(input: {
  address: string;
  port: number;
}): Promise<Outcome<HostKeyView>> {
  const actor = await requireActor();
  return toOutcome(() => probeHostKey({ actor }, input));
}

export async function makeKeyAction(input: { name: string }): Promise<Outcome<KeyView>> {
  const actor = await requireActor();
  return toOutcome(() => makeKey({ actor }, input));
}

export async function addHostAction(input: AddHostInput): Promise<Outcome<{ hostId: string }>> {
  const actor = await requireActor();
  return toOutcome(() => addHost({ actor }, input));
}

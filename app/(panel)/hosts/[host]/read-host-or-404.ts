import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireActor } from "@/lib/server/auth/actor";
import type { HostDetail } from "@/lib/server/services/host/host-view";
import { readHost } from "@/lib/server/services/host/read-host";
import { isServiceError } from "@/lib/server/services/service-error";

/** The host of the path, read once a request; "not found" where there is none. */
export const readHostOr404 = cache(async (hostId: string): Promise<HostDetail> => {
  const actor = await requireActor();
  try {
    return await readHost({ actor }, { hostId });
  } catch (error) {
    if (isServiceError(error) && error.status === 404) notFound();
    throw error;
  }
});

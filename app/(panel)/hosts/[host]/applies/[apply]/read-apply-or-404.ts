import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireActor } from "@/lib/server/auth/actor";
import type { ApplyDetail } from "@/lib/server/services/apply/apply-view";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { isServiceError } from "@/lib/server/services/service-error";

/** One apply of this host; "not found" where there is none or it is another host's. */
export const readApplyOr404 = cache(async (hostId: string, applyId: string): Promise<ApplyDetail> => {
  const actor = await requireActor();
  try {
    const apply = await readApply({ actor }, { applyId });
    if (apply.hostId !== hostId) notFound();
    return apply;
  } catch (error) {
    if (isServiceError(error) && error.status === 404) notFound();
    throw error;
  }
});

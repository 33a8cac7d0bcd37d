import "server-only";
import { notFound } from "next/navigation";
import { cache } from "react";
import { requireActor } from "@/lib/server/auth/actor";
import type { Explanation } from "@/lib/server/services/explain/explain-view";
import { readExplanation } from "@/lib/server/services/explain/read-explanation";
import { isServiceError } from "@/lib/server/services/service-error";
import { readQuestion } from "./search-params";

/** Computed once a request, whoever asks: the page and its title. */
const readOnce = cache(async (hostId: string, asked: string): Promise<Explanation> => {
  const actor = await requireActor();
  try {
    return await readExplanation({ actor }, { hostId, ...readQuestion(JSON.parse(asked)) });
  } catch (error) {
    if (isServiceError(error) && error.status === 404) notFound();
    throw error;
  }
});

/** The answer to the question in the address; "not found" where there is no such host. */
export function readExplanationOr404(
  hostId: string,
  search: Readonly<Record<string, string | string[] | undefined>>,
): Promise<Explanation> {
  return readOnce(hostId, JSON.stringify(search));
}

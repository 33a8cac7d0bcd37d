import { join } from "node:path";
import * as z from "zod";
import { sendOrder } from "@/lib/server/practice/control";
import type { ProbeAnswer, ProbeRequest } from "@/lib/server/practice/practice";
import { practiceFolder } from "@/lib/server/practice/record";

const answersSchema = z.array(z.looseObject({ outcome: z.string() }));

/** How long each probe waits out silence, and what the practice internet gets on top, in milliseconds. */
const silence = 1500;
const margin = 10_000;

/**
 * Sends real packets in the practice VPS of a served panel, all at once, and says what each met. A browser's journey
 * cannot load the panel's own module for this: that one opens SSH sessions too.
 */
export async function probeOutcomes(
  dataFolder: string,
  id: string,
  probes: readonly ProbeRequest[],
): Promise<readonly ProbeAnswer["outcome"][]> {
  const order = {
    verb: "probe",
    probes: probes.map((probe) => ({ timeoutMilliseconds: silence, ...probe })),
  };
  const socket = join(practiceFolder(dataFolder, id), "control.sock");
  const { answers } = await sendOrder(socket, order, silence + margin);
  return answersSchema.parse(answers).map(({ outcome }) => outcome as ProbeAnswer["outcome"]);
}

import { z } from "zod";
import { authorise, type Context } from "../context";
import { listHostNames } from "../host/list-host-names";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { startDrill } from "./start-drill";

/** A host as somebody types it: its name, or its id. */
const inputSchema = z.object({ host: z.string().min(1).max(200) });

/** `startDrill` for a host that is named by whoever has no page before them. Throws `host-not-found` and what that throws. */
export async function startNamedDrill(context: Context, input: unknown): Promise<{ applyId: string }> {
  authorise(context, "drill.start");
  const { host } = parseInput(inputSchema, input);
  const hosts = await listHostNames(context);
  const found = hosts.find(({ name }) => name === host) ?? hosts.find(({ id }) => id === host);
  if (found === undefined) {
    const names = hosts.map(({ name }) => name).join(", ");
    throw new ServiceError(
      "host-not-found",
      hosts.length === 0
        ? "No host is managed here yet."
        : `There is no host ${JSON.stringify(host)}. There are: ${names.length > 400 ? `${names.slice(0, 400)}…` : names}.`,
      { status: 404 },
    );
  }
  return startDrill(context, { hostId: found.id });
}

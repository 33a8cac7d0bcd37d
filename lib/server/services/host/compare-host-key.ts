import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { findHost } from "./find-host";
import { hostIdSchema } from "./host-input";
import type { HostKeyComparison } from "./host-view";

/** The pinned host key beside the one that the host shows now. */
export async function compareHostKey(context: Context, input: unknown): Promise<HostKeyComparison> {
  authorise(context, "host.pin-key");
  const { hostId } = parseInput(hostIdSchema, input);
  const host = await transaction((tx) => findHost(tx, hostId));
  const shown = await hostGateway().readHostKeyOf(hostId);
  const pinned = host.hostKey === null ? null : { fingerprint: host.hostKey, type: host.hostKeyType ?? "" };
  return { pinned, shown };
}

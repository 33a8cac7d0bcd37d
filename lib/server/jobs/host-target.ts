import { dataFolder } from "@/lib/server/db/data-folder";
import { transaction } from "@/lib/server/db/transaction";
import type { HostTarget } from "@/lib/server/hosts/session";
import { readPracticeRecord } from "@/lib/server/practice/record";
import { findHost } from "@/lib/server/services/host/find-host";
import { openKey } from "@/lib/server/services/key/key-secret";
import { ServiceError } from "@/lib/server/services/service-error";

/** Where a host listens: its address, or the socket of a practice VPS. Throws `host-not-found`, `practice-gone`. */
export async function hostEndpoint(hostId: string): Promise<HostTarget["endpoint"]> {
  return endpointOf(await transaction((tx) => findHost(tx, hostId)));
}

async function endpointOf(host: Awaited<ReturnType<typeof findHost>>): Promise<HostTarget["endpoint"]> {
  if (host.kind !== "practice") return { kind: "tcp", address: host.address, port: host.port };
  const record = await readPracticeRecord(dataFolder(), host.id);
  if (record === null) {
    throw new ServiceError(
      "practice-gone",
      "This practice VPS is not there any more. Archive it and make a new one.",
      {
        status: 409,
      },
    );
  }
  return { kind: "socket", path: record.sockets.ipv4 };
}

/** How to reach and sign in to a host; its private key is opened here and nowhere else. Throws `no-credentials` too. */
export async function hostTarget(hostId: string): Promise<HostTarget> {
  const { host, key } = await transaction(async (tx) => {
    const row = await findHost(tx, hostId);
    return {
      host: row,
      key: row.keyId === null ? null : await tx.sshKey.findUnique({ where: { id: row.keyId } }),
    };
  });
  const endpoint = await endpointOf(host);
  if (key === null || host.hostKey === null) {
    throw new ServiceError("no-credentials", "There is no key for this host. Archive it and add it again.", {
      status: 409,
    });
  }
  return {
    hostId,
    user: host.user,
    endpoint,
    authentication: { kind: "key", ...openKey(key.sealed) },
    pinnedFingerprint: host.hostKey,
  };
}

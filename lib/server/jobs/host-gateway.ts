import { connectTimeout } from "@/lib/core/rollout/timing";
import { installCommand } from "@/lib/server/hosts/install-command";
import { InstallKeyError, installKey } from "@/lib/server/hosts/install-key";
import { makeKey } from "@/lib/server/hosts/make-key";
import { parseKey } from "@/lib/server/hosts/parse-key";
import type { HostConnector, HostSession } from "@/lib/server/hosts/session";
import type { HostGateway } from "@/lib/server/services/host-gateway";
import { ServiceError } from "@/lib/server/services/service-error";
import { blockedSession } from "./blocked/blocked-session";
import { tryFromHost } from "./checks/try-from-host";
import { tryFromPanel } from "./checks/try-from-panel";
import { tryFromVantagePoints } from "./checks/try-practice";
import { withFaults } from "./connect-fault";
import { hostEndpoint, hostTarget } from "./host-target";
import { watchSession } from "./live/watch-session";
import { practiceCoded, practiceGateway } from "./practice-gateway";
import { cutFlows, lookAround, readFlows } from "./read-flows";
import { readHost } from "./read-host";
import { rehearseStart } from "./rehearse-start";

/** The host did not take the public key; its own words go along, without the password. */
function notInstalled(error: unknown): never {
  if (!(error instanceof InstallKeyError)) throw error;
  throw new ServiceError(
    "key-not-installed",
    "The host let the password in, but its authorized_keys could not be written.",
    {
      status: 502,
      params: { detail: error.answer.stderr.slice(0, 500) },
    },
  );
}

/** The gateway of the running panel. `wake` makes the runner look for work. */
export function makeHostGateway(connector: HostConnector, wake: () => void): HostGateway {
  const over = <T>(hostId: string, work: (session: HostSession) => Promise<T>) =>
    withFaults(async () => {
      const session = await connector.connect(await hostTarget(hostId), connectTimeout);
      try {
        return await work(session);
      } finally {
        session.close();
      }
    });
  return {
    readHostKey: ({ address, port }) =>
      withFaults(() => connector.readHostKey({ kind: "tcp", address, port }, connectTimeout)),
    readHostKeyOf: (hostId) =>
      withFaults(async () => connector.readHostKey(await hostEndpoint(hostId), connectTimeout)),
    inspect: (hostId, options) =>
      withFaults(async () => {
        options?.onLine?.("connection");
        const session = await connector.connect(await hostTarget(hostId), connectTimeout);
        try {
          return await readHost(session, options?.onLine);
        } finally {
          session.close();
        }
      }),
    rehearse: (hostId) => over(hostId, rehearseStart),
    look: (hostId) => over(hostId, lookAround),
    readFlows: (hostId) => over(hostId, readFlows),
    cutFlows: (hostId, flows) => over(hostId, (session) => cutFlows(session, flows)),
    watchLive: (hostId, options) => over(hostId, (session) => watchSession(session, options)),
    watchBlocked: (hostId, options) => over(hostId, (session) => blockedSession(session, options)),
    tryFromHost: (hostId, choose) => over(hostId, (session) => tryFromHost(session, choose)),
    tryFromPanel: (hostId, ports, more) => practiceCoded(() => tryFromPanel(hostId, ports, more)),
    tryFromVantagePoints: (hostId, ports) => practiceCoded(() => tryFromVantagePoints(hostId, ports)),
    installKey: ({ address, port, user, fingerprint }, password, publicKey) =>
      withFaults(async () => {
        const target = {
          hostId: "new",
          user,
          endpoint: { kind: "tcp", address, port },
          authentication: { kind: "password", password },
          pinnedFingerprint: fingerprint,
        } as const;
        await installKey(connector, target, publicKey, connectTimeout).catch(notInstalled);
      }),
    makeKeyPair: async (comment) => ({ ...makeKey(comment), passphrase: null }),
    installCommand,
    readPrivateKey: async (text, passphrase) => {
      const key = parseKey(text, passphrase);
      if (key.ok) {
        return {
          privateKey: text,
          passphrase,
          publicKey: key.value.publicKey,
          fingerprint: key.value.fingerprint,
        };
      }
      const [problem] = key.problems;
      throw new ServiceError(problem?.code ?? "key-format", problem?.text ?? "This key cannot be read.", {
        status: 422,
        problems: key.problems.map((each) => ({
          ...each,
          path: ["auth", each.code.startsWith("key-passphrase") ? "passphrase" : "privateKey"],
        })),
      });
    },
    wake,
    practice: practiceGateway,
  };
}

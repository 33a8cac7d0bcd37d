import { dataFolder } from "@/lib/server/db/data-folder";
import { availability } from "@/lib/server/practice/launcher";
import {
  createPractice,
  destroyPractice,
  practiceAlive,
  probePractice,
  restartPractice,
} from "@/lib/server/practice/practice";
import { PracticeError } from "@/lib/server/practice/practice-error";
import type { HostGateway } from "@/lib/server/services/host-gateway";
import { ServiceError } from "@/lib/server/services/service-error";

/** Runs a piece of work with practice VPSs; its troubles become coded errors. */
export async function practiceCoded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PracticeError)) throw error;
    throw new ServiceError(`practice-${error.code.replace(/^practice-/, "")}`, error.message, {
      status: 502,
    });
  }
}

/** The practice part of the gateway. */
export const practiceGateway: HostGateway["practice"] = {
  async available() {
    const answer = await practiceCoded(availability);
    return answer.available ? null : { code: answer.code, text: answer.text };
  },
  create: (hostId, publicKey) =>
    practiceCoded(async () => {
      const record = await createPractice(dataFolder(), { id: hostId, publicKey });
      const [address = record.addresses.panel.ipv4] = record.addresses.vps.ipv4;
      return {
        user: record.user,
        address,
        port: record.port,
        hostKey: record.hostKey,
        networks: record.networks,
      };
    }),
  destroy: (hostId) => practiceCoded(() => destroyPractice(dataFolder(), hostId)),
  restart: (hostId) => practiceCoded(() => restartPractice(dataFolder(), hostId)),
  running: (hostId) => practiceCoded(() => practiceAlive(dataFolder(), hostId)),
  probe: (hostId, from, request) =>
    practiceCoded(async () => {
      const { outcome, milliseconds } = await probePractice(dataFolder(), hostId, { from, ...request });
      return { ...request, outcome, milliseconds };
    }),
};

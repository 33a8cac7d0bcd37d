import "server-only";
import { warmUp } from "../../analysis/warm-up";
import { masterKey } from "../../auth/master-key";
import { isSealedWithThisKey } from "../../auth/seal";
import { db } from "../../db/client";
import { databaseFile, dataFolder } from "../../db/data-folder";
import { asDatabaseError } from "../../db/database-error";
import { holdFolder } from "../../db/hold-folder";
import { migrate } from "../../db/migrate";
import { seedCatalogue } from "../object/seed-catalogue";
import { isServiceError, ServiceError } from "../service-error";
import { makeSetupLink } from "./make-setup-link";

/** With another master key every kept SSH key is lost: better not to start than to find out in the middle of a job. */
async function checkMasterKey(): Promise<void> {
  masterKey();
  const key = await db.sshKey.findFirst({ select: { sealed: true } });
  if (key === null || isSealedWithThisKey(key.sealed)) return;
  throw new ServiceError(
    "wrong-master-key",
    "The SSH keys in the database were sealed with another master key. Bring back the old SEKISHO_KEY, or the old file `key` of the data folder.",
    { status: 500 },
  );
}

/** Tells where the panel is. The address comes from the server, which alone knows the port. */
function announce(token: string | null): void {
  const address = process.env.SEKISHO_ADDRESS ?? "http://127.0.0.1:8080";
  console.log(`Sekisho is ready at ${address}`);
  if (token === null) return;
  console.log("No account yet. Make the owner's with this link; it works once, until the next start:");
  console.log(`\n  ${address}/setup?token=${token}\n`);
}

/**
 * What a start does before the first request is served: keep the data folder, migrate, check the master key, fill the catalogue, make the
 * setup link where there is no account, start the jobs, and warm the analysis thread. Ends the process with a clear text where it cannot: a
 * server that stays up would answer 500 to everything.
 */
export async function startPanel(startJobs: () => void | Promise<void>): Promise<void> {
  try {
    holdFolder(dataFolder());
    migrate(databaseFile());
    await checkMasterKey();
    await seedCatalogue();
    const token = await makeSetupLink();
    await startJobs();
    announce(token);
    // In a thread of its own, and nobody waits for it.
    void warmUp();
  } catch (error) {
    const coded = isServiceError(error) ? error : asDatabaseError(error);
    console.error(coded === null ? error : `Sekisho cannot start: ${coded.message}`);
    process.exit(1);
  }
}

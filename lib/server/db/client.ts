import "server-only";
import { databaseFile } from "./data-folder";
import { asDatabaseError } from "./database-error";
import { PrismaClient } from "./generated/client";
import { sqliteAdapter } from "./sqlite-adapter";

/** A client on a database file that is migrated already. Troubles of the database come as `ServiceError`. */
export function openClient(file: string): PrismaClient {
  const plain = new PrismaClient({
    adapter: sqliteAdapter(file),
    // Waiting for other transactions of this process is normal; a transaction itself must not wait for the network.
    transactionOptions: { maxWait: 15_000, timeout: 15_000 },
  });
  const extended = plain.$extends({
    query: {
      $allOperations: async ({ args, query }) => {
        try {
          return await query(args);
        } catch (error) {
          throw asDatabaseError(error) ?? error;
        }
      },
    },
  });
  // The extension changes no type but its own; what it hides (`$on`) nobody uses.
  return extended as unknown as PrismaClient;
}

// The server framework loads modules several times in one process; there must be one connection.
const shared = globalThis as typeof globalThis & { sekishoClient?: PrismaClient };

function client(): PrismaClient {
  shared.sekishoClient ??= openClient(databaseFile());
  return shared.sekishoClient;
}

/**
 * The database of this process. Opened on first use, so importing this file touches nothing (a build has no data
 * folder). Inside `transaction` use the client that it hands over: this one waits for the transaction to end.
 */
export const db: PrismaClient = new Proxy({} as PrismaClient, {
  get(_target, property) {
    const value: unknown = Reflect.get(client(), property);
    return typeof value === "function" ? value.bind(client()) : value;
  },
});

/** Closes the connection; the next use opens it again. */
export async function closeClient(): Promise<void> {
  const open = shared.sekishoClient;
  shared.sekishoClient = undefined;
  await open?.$disconnect();
}

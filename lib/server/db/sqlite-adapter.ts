import { PrismaBetterSqlite3 } from "@prisma/adapter-better-sqlite3";
import type { SqlDriverAdapter, SqlDriverAdapterFactory, Transaction } from "@prisma/driver-adapter-utils";

/**
 * How long a statement waits for another process that holds the database. It blocks the whole server meanwhile, so it
 * is short; `transaction` tries again without blocking.
 */
const busyWaitMilliseconds = 250;

/**
 * Lets one transaction at a time have the connection, and everything else wait for its end. The driver has a single
 * connection: without this, reads from outside would see the rows of an open transaction, and writes from outside
 * would join it and vanish when it rolls back.
 */
function isolate(adapter: SqlDriverAdapter): SqlDriverAdapter {
  const queryRaw = adapter.queryRaw.bind(adapter);
  const executeRaw = adapter.executeRaw.bind(adapter);
  const executeScript = adapter.executeScript.bind(adapter);
  const startTransaction = adapter.startTransaction.bind(adapter);
  let open: Promise<void> | null = null;
  const idle = async () => {
    while (open !== null) await open;
  };

  /** Leaves no transaction behind whose COMMIT failed; SQLite keeps it open after some errors. */
  const rollBackRest = async () => {
    try {
      await executeScript("ROLLBACK");
    } catch {
      // The usual case: nothing is open any more.
    }
  };

  const guard = (transaction: Transaction, end: () => void): Transaction => {
    const commit = transaction.commit.bind(transaction);
    const rollback = transaction.rollback.bind(transaction);
    const finish = (step: () => Promise<void>) => async () => {
      try {
        await step();
      } finally {
        await rollBackRest();
        end();
      }
    };
    transaction.commit = finish(commit);
    transaction.rollback = finish(rollback);
    return transaction;
  };

  adapter.queryRaw = async (statement) => {
    await idle();
    return queryRaw(statement);
  };
  adapter.executeRaw = async (statement) => {
    await idle();
    return executeRaw(statement);
  };
  adapter.executeScript = async (script) => {
    await idle();
    return executeScript(script);
  };
  adapter.startTransaction = async (level) => {
    await idle();
    let release: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => {
      release = resolve;
    });
    open = mine;
    const end = () => {
      if (open === mine) open = null;
      release();
    };
    try {
      return guard(await startTransaction(level), end);
    } catch (error) {
      end();
      throw error;
    }
  };
  return adapter;
}

/** Prisma's adapter for one SQLite file: write-ahead log, foreign keys on, transactions isolated. */
export function sqliteAdapter(file: string): SqlDriverAdapterFactory {
  const inner = new PrismaBetterSqlite3({ url: `file:${file}`, timeout: busyWaitMilliseconds });
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    async connect() {
      const adapter = await inner.connect();
      // Recursive triggers: without them a REPLACE would delete rows past the triggers that forbid it.
      await adapter.executeScript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON;",
      );
      return isolate(adapter);
    },
  };
}

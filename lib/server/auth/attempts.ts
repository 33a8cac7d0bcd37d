import "server-only";
import { transaction } from "../db/transaction";

/** How many wrong passwords cost no wait. An address may serve a whole office, so it gets more. */
const freeFailures = { account: 5, address: 30 } as const;

/** The first wait; each further failure doubles it. Shorter: a guess costs nothing. */
const firstWaitSeconds = 10;

/** The longest wait. Longer: a stranger could keep the owner out for a day with a few guesses. */
const longestWaitSeconds = 15 * 60;

/** Failures are forgotten after this long without a new one. */
const forgetSeconds = 24 * 60 * 60;

export type AttemptKind = keyof typeof freeFailures;

/** How long after the last of so many failures the next attempt may come. */
export function waitSeconds(kind: AttemptKind, failures: number): number {
  const over = failures - freeFailures[kind];
  return over < 0 ? 0 : Math.min(longestWaitSeconds, firstWaitSeconds * 2 ** Math.min(over, 20));
}

/**
 * Asks for one attempt to sign in, and counts it as failed until `forgetAttempts` says otherwise, so that many
 * attempts at once are counted too. Returns the seconds still to wait; 0: go on.
 */
export async function takeAttempt(kind: AttemptKind, name: string, now: Date): Promise<number> {
  const key = `${kind}:${name}`;
  return transaction(async (tx) => {
    await tx.signInAttempt.deleteMany({
      where: { last: { lt: new Date(now.getTime() - forgetSeconds * 1000) } },
    });
    const row = await tx.signInAttempt.findUnique({ where: { key } });
    const failures = row?.failures ?? 0;
    const until = (row?.last.getTime() ?? 0) + waitSeconds(kind, failures) * 1000;
    if (until > now.getTime()) return Math.ceil((until - now.getTime()) / 1000);
    await tx.signInAttempt.upsert({
      where: { key },
      create: { key, failures: 1, last: now },
      update: { failures: failures + 1, last: now },
    });
    return 0;
  });
}

/** The sign-in worked: forgets what was counted. */
export async function forgetAttempts(
  attempts: readonly { kind: AttemptKind; name: string }[],
): Promise<void> {
  await transaction((tx) =>
    tx.signInAttempt.deleteMany({
      where: { key: { in: attempts.map(({ kind, name }) => `${kind}:${name}`) } },
    }),
  );
}

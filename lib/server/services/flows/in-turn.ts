/** The last piece of work of each host that somebody may still wait for. */
const last = new Map<string, Promise<unknown>>();

/**
 * Does the work once everything that was begun before for the same host has ended, however it ended: what it reads then
 * is what the others left.
 */
export async function inTurn<T>(hostId: string, work: () => Promise<T>): Promise<T> {
  const before = last.get(hostId) ?? Promise.resolve();
  const own = before.then(work, work);
  last.set(hostId, own);
  try {
    return await own;
  } finally {
    if (last.get(hostId) === own) last.delete(hostId);
  }
}

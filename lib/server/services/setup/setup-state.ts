// The server framework loads modules several times in one process; what they share is here.
const shared = globalThis as typeof globalThis & { sekishoSetupNeeded?: boolean };

/** Whether the panel waits for its owner: for the proxy, which cannot ask the database at each request. */
export function isSetupNeeded(): boolean {
  return shared.sekishoSetupNeeded ?? false;
}

export function setSetupNeeded(needed: boolean): void {
  shared.sekishoSetupNeeded = needed;
}

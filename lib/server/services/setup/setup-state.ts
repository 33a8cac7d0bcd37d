/**
 * Whether the panel waits for its owner, for the parts that cannot ask the database at each request, and the token
 * of this start's link until it has been printed. Null until the start has found out.
 */
export type SetupState = { needed: boolean; token: string | null };

// The server framework loads modules several times in one process; server.mjs reads it too, to print the link.
const shared = globalThis as typeof globalThis & { sekishoSetup?: SetupState };

export function setupState(): SetupState | null {
  return shared.sekishoSetup ?? null;
}

export function setSetupState(state: SetupState): void {
  shared.sekishoSetup = state;
}

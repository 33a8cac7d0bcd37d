/** The address family; every function that differs by family takes it as a parameter. */
export type Family = 4 | 6;

/** Both families, in the order in which they are loaded. */
export const families: readonly Family[] = [4, 6];

/** Bits in an address of the family. */
export function addressBits(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

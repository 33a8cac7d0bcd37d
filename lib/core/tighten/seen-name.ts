/** Leaves room for ` seen 2030-01-31` and a number in the 63 signs that an object's name may have. */
const longest = 42;

/**
 * The name of the networks that came to a service by a day (`2030-01-31`), as `objectNameSchema` takes it. A long service
 * is cut by whole letters, and never after a blank or a sign.
 */
export function seenName(service: string, day: string): string {
  const start = [...service].slice(0, longest).join("");
  return `${start.replace(/[ ._-]+$/, "")} seen ${day}`;
}

import { type Family, families } from "@/lib/core/net/family";

/** The families that occur among entries that are known to be good. */
export function entryFamilies(entries: readonly string[]): Family[] {
  return families.filter((family) => entries.some((entry) => entry.includes(":") === (family === 6)));
}

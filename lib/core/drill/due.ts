/** After so many days without a proof, a rollback is worth rehearsing again: machines, kernels and people change. */
export const drillDueDays = 90;

/** Whether the last proof of a host's rollback (ISO time; null: there is none) is missing or too old. */
export function isDrillDue(provenAt: string | null, now: Date): boolean {
  return provenAt === null || now.getTime() - Date.parse(provenAt) > drillDueDays * 86_400_000;
}

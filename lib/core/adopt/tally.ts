import { joined, type LiveRef, refKey, type Treatment } from "./account";

/** Collects what becomes of each live rule; a rule that is met on several ways is told several times. */
export class Tally {
  private readonly all = new Map<string, Treatment[]>();

  add(ref: LiveRef, treatment: Treatment): void {
    const key = refKey(ref);
    const list = this.all.get(key);
    if (list === undefined) this.all.set(key, [treatment]);
    else list.push(treatment);
  }

  /** A rule and the jumps that led to it: they lead on, or become what it became. */
  addWith(ref: LiveRef, by: readonly LiveRef[], treatment: Treatment): void {
    this.add(ref, treatment);
    const leads: Treatment =
      treatment.kind === "fits"
        ? { ...treatment, notes: [] }
        : { kind: "implied", by: "leads-on", notes: [] };
    for (const jump of by) this.add(jump, leads);
  }

  of(ref: LiveRef): Treatment | null {
    return joined(this.all.get(refKey(ref)) ?? []);
  }
}

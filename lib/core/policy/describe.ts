import type { ChangeItem } from "./change-item";
import { describeAssertions } from "./describe-assertions";
import { describeRules } from "./describe-rules";
import { describeSettings } from "./describe-settings";
import type { Policy } from "./schema";

export type { ChangeItem } from "./change-item";

/** What changes from one policy to another, in the order of the wizard; `before` null: everything is new. */
export function describeChange(before: Policy | null, after: Policy): ChangeItem[] {
  return [
    ...describeRules(before, after),
    ...describeSettings(before, after),
    ...describeAssertions(before, after),
  ];
}

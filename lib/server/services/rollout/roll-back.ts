import { authorise, type Context } from "../context";
import { writeWish } from "./wish";

/** The operator wants the old rules back now, without waiting for the host's own timer. */
export async function rollBack(context: Context, input: unknown): Promise<void> {
  authorise(context, "rollout.roll-back");
  await writeWish(context, input, "roll-back");
}

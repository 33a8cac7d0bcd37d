import { authorise, type Context } from "../context";
import { writeWish } from "./wish";

/** Asks the host once more how an apply ended that nobody could see the end of. */
export async function reInspect(context: Context, input: unknown): Promise<void> {
  authorise(context, "rollout.re-inspect");
  await writeWish(context, input, null);
}

import { authorise, type Context } from "../context";
import { writeWish } from "./wish";

/** The operator wants the new rules to stay. The proof is still asked for: a wish alone keeps nothing. */
export async function keep(context: Context, input: unknown): Promise<void> {
  authorise(context, "rollout.keep");
  await writeWish(context, input, "keep");
}

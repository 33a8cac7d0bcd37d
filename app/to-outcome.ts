import "server-only";
import type { Outcome } from "@/lib/client/outcome";
import { isServiceError } from "@/lib/server/services/service-error";

/** Runs a verb and turns its coded error into a value for the form. Anything uncoded is a fault of ours: logged, and told as such. */
export async function toOutcome<Value>(work: () => Promise<Value>): Promise<Outcome<Value>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (isServiceError(error)) {
      const { code, message, params, problems } = error;
      return { ok: false, failure: { code, text: message, params, problems } };
    }
    // A redirect or a "not found" of the framework passes through.
    if (error instanceof Error && "digest" in error) throw error;
    console.error(error);
    return {
      ok: false,
      failure: {
        code: "internal",
        text: "Something in the panel failed. Its log says what. Nothing was changed on any host.",
        params: {},
        problems: [],
      },
    };
  }
}

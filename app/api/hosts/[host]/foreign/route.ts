import { currentActor } from "@/lib/server/auth/actor";
import { readForeignRules } from "@/lib/server/services/review/read-foreign-rules";
import { isServiceError } from "@/lib/server/services/service-error";

/** All rules of others that an apply of the draft would leave unasked, as text: a page carries the first ones only. */
export async function GET(_request: Request, { params }: { params: Promise<{ host: string }> }) {
  const actor = await currentActor();
  if (actor === null) return new Response(null, { status: 401 });
  try {
    return new Response(await readForeignRules({ actor }, { hostId: (await params).host }), {
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return Response.json({ code: error.code, text: error.message }, { status: error.status });
  }
}

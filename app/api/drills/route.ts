import { currentActor } from "@/lib/server/auth/actor";
import { startNamedDrill } from "@/lib/server/services/drill/start-named-drill";
import { isServiceError } from "@/lib/server/services/service-error";

/** Starts a drill on the host `{host}`, a name or an id; answers 201 `{applyId}`, or `{code, text}` with why not. */
export async function POST(request: Request): Promise<Response> {
  const actor = await currentActor();
  if (actor === null) return new Response(null, { status: 401 });
  try {
    return Response.json(await startNamedDrill({ actor }, await request.json().catch(() => null)), {
      status: 201,
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return Response.json({ code: error.code, text: error.message }, { status: error.status });
  }
}

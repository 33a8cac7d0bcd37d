import { currentActor } from "@/lib/server/auth/actor";
import { exportScript } from "@/lib/server/services/export/export-script";
import { isServiceError } from "@/lib/server/services/service-error";

type ScriptContext = { params: Promise<{ host: string }> };

/** The stand-alone script of an apply (`?apply=…`), or of the draft, as a file. */
export async function GET(request: Request, { params }: ScriptContext): Promise<Response> {
  const actor = await currentActor();
  if (!actor) return new Response(null, { status: 401 });
  const { host } = await params;
  try {
    const { fileName, text } = await exportScript(
      { actor },
      { hostId: host, applyId: new URL(request.url).searchParams.get("apply") },
    );
    return new Response(text, {
      headers: {
        "content-type": "text/x-shellscript; charset=utf-8",
        "content-disposition": `attachment; filename="${fileName}"`,
        "cache-control": "no-store",
      },
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return Response.json({ code: error.code, text: error.message }, { status: error.status });
  }
}

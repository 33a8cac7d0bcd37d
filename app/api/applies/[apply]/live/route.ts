import { currentActor } from "@/lib/server/auth/actor";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { isServiceError } from "@/lib/server/services/service-error";

/** What the host held before an apply or after it (`?when=before`, `?when=after`), both families in turn, as text. */
export async function GET(request: Request, { params }: { params: Promise<{ apply: string }> }) {
  const actor = await currentActor();
  if (actor === null) return new Response(null, { status: 401 });
  const { apply: applyId } = await params;
  try {
    const apply = await readApply({ actor }, { applyId });
    const before = new URL(request.url).searchParams.get("when") === "before";
    const live = before ? apply.liveBefore : apply.liveAfter;
    if (live === null) return new Response(null, { status: 404 });
    const text = [live.ipv4, live.ipv6].filter((part) => part !== null && part !== "").join("\n");
    return new Response(text, {
      headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" },
    });
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return Response.json({ code: error.code, text: error.message }, { status: error.status });
  }
}

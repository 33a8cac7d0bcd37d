import { currentActor } from "@/lib/server/auth/actor";
import { watchInspection } from "@/lib/server/services/host/watch-inspection";
import { lineStream } from "@/lib/server/services/progress/line-stream";

type InspectionContext = { params: Promise<{ host: string }> };

/**
 * Inspects a host and streams what happens, one JSON message a line (`InspectionMessage`). A POST, since it leads to a
 * connection and a line in the record. It goes on when the reader leaves: what was read is kept.
 */
export async function POST(_request: Request, { params }: InspectionContext): Promise<Response> {
  const actor = await currentActor();
  if (!actor) return new Response(null, { status: 401 });
  const { host } = await params;
  return lineStream(watchInspection({ actor }, { hostId: host }));
}

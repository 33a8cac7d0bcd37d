import { currentActor } from "@/lib/server/auth/actor";
import { watchRun } from "@/lib/server/services/checks/watch-run";
import { lineStream } from "@/lib/server/services/progress/line-stream";

type ChecksContext = { params: Promise<{ host: string }> };

/**
 * Runs the checks of a host and streams how far they are, one JSON message a line (`CheckRunMessage`). A POST, since it
 * leads to connections and a line in the record. It goes on when the reader leaves: the run is kept.
 */
export async function POST(_request: Request, { params }: ChecksContext): Promise<Response> {
  const actor = await currentActor();
  if (!actor) return new Response(null, { status: 401 });
  const { host } = await params;
  return lineStream(watchRun({ actor }, { hostId: host }));
}

import { auth } from "@/lib/server/auth/auth";

/** What browsers may ask for. Everything else goes through verbs, which check permissions and write the audit. */
const open = new Set(["/api/auth/sign-in/email", "/api/auth/sign-out", "/api/auth/get-session"]);

async function handle(request: Request): Promise<Response> {
  if (!open.has(new URL(request.url).pathname)) return Response.json({ code: "not-found" }, { status: 404 });
  return auth().handler(request);
}

export const GET = handle;
export const POST = handle;

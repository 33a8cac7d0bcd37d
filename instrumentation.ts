/** Runs once in the serving process, before the first request: brings the panel up. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== "nodejs") return;
  const { startPanel } = await import("@/lib/server/services/setup/start-panel");
  const { startJobs } = await import("@/lib/server/jobs/start");
  await startPanel(startJobs);
}

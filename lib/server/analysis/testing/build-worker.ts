import { buildAnalysis } from "@/scripts/build-analysis.mjs";

/** For tests: the worker as the sources are now. Where it cannot be bundled, only what asks it fails. */
export async function setup(): Promise<void> {
  try {
    await buildAnalysis();
  } catch (error) {
    console.error("The analysis worker could not be bundled:", error);
  }
}

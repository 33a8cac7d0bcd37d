import type { Problem } from "@/lib/core/problem/problem";

/** The steps of the wizard in order; the review is a page of its own. */
export const wizardSteps = ["role", "sources", "services", "client", "protections"] as const;
export type WizardStep = (typeof wizardSteps)[number];

export function isWizardStep(text: string): text is WizardStep {
  return (wizardSteps as readonly string[]).includes(text);
}

/** The step on which a problem can be mended. */
export function stepOf({ path }: Problem): WizardStep {
  const [first, , third, , fifth] = path;
  switch (first) {
    case "purposes":
      if (third !== "rules") return "role";
      return fifth === undefined || fifth === "sources" ? "sources" : "services";
    case "networks":
    case "controlPanelPort":
    case "wideSourceConfirmed":
      return "sources";
    case "services":
      return "services";
    case "client":
      return "client";
    case "protections":
    case "forward":
    case "assertions":
    case "otherwise":
      return "protections";
    default:
      return "role";
  }
}

/** Whether a problem is about a place in the document or something inside it. */
export function isAbout(problem: Problem, place: readonly (string | number)[]): boolean {
  return place.every((part, index) => problem.path[index] === part);
}

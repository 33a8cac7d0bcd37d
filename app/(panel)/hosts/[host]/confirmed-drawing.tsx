import { drawRulesets } from "@/components/drawing/drawing-model";
import { RulesetDrawing } from "@/components/drawing/ruleset-drawing";
import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Policy } from "@/lib/core/policy/schema";
import { getTranslations } from "@/lib/server/i18n/get-translations";

type ConfirmedDrawingProps = { name: string; policy: Policy; facts: HostFacts | null };

/** The confirmed rules as a picture, drawn from what they compile to on this host. */
export async function ConfirmedDrawing({ name, policy, facts }: ConfirmedDrawingProps) {
  const compiled = compile(policy, facts);
  if (!compiled.ok) return null;
  const t = await getTranslations("drawing");
  const drawing = drawRulesets(compiled.value, {
    networks: policy.networks,
    services: policy.services,
    panelAddress: facts?.connection?.panelAddress ?? null,
    users: facts?.users ?? {},
  });
  return <RulesetDrawing drawing={drawing} t={t} name={name} />;
}

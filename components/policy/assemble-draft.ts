import { advise } from "@/lib/core/advice/advise";
import { compile } from "@/lib/core/compile/compile";
import type { Compiled } from "@/lib/core/compile/compiled";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { assertionNames } from "@/lib/core/policy/assertion/assertion-names";
import type { Policy, PolicyBody } from "@/lib/core/policy/schema";
import { validatePolicy } from "@/lib/core/policy/validate";
import type { Problem } from "@/lib/core/problem/problem";
import type { DraftObjects } from "@/lib/server/services/draft/draft-view";

/** A body and the objects that it names → a whole policy, in the browser as on the server. */
export function assembleDraft(body: PolicyBody, objects: DraftObjects): Policy {
  const rules = body.purposes.flatMap((purpose) => purpose.rules);
  const asserted = assertionNames(body.assertions);
  const networks = new Set([
    ...rules.flatMap((rule) => rule.sources),
    ...body.client.rules.flatMap((rule) => rule.destinations),
    ...asserted.networks,
  ]);
  const services = new Set([
    ...asserted.services,
    ...rules.flatMap((rule) => rule.services),
    ...body.client.rules.flatMap((rule) => rule.services),
    ...body.client.services,
  ]);
  return {
    schema: "sekisho-policy/1",
    ...body,
    networks: objects.networks.filter(({ name }) => networks.has(name)),
    services: objects.services.filter(({ name }) => services.has(name)),
  };
}

/** What the wizard shows of a draft: its problems, and the ruleset of everything in it that can be compiled. */
export type Preview = {
  readonly problems: readonly Problem[];
  readonly compiled: Compiled | null;
  /** Rules with errors, which the ruleset therefore does not hold. */
  readonly leftOut: number;
  /** The draft without those rules; its assertions are as they are typed. */
  readonly sound: PolicyBody;
};

/** Switches off the rules that carry an error; null where an error is not about a rule. */
function withoutFaulty(
  body: PolicyBody,
  problems: readonly Problem[],
): { body: PolicyBody; leftOut: number } {
  const faulty = new Set<string>();
  for (const { severity, path } of problems) {
    if (severity !== "error") continue;
    const [first, second, third, fourth] = path;
    if (first === "purposes" && third === "rules") faulty.add(`${second}/${fourth}`);
    if (first === "client" && second === "rules") faulty.add(`client/${third}`);
  }
  return {
    leftOut: faulty.size,
    body: {
      ...body,
      purposes: body.purposes.map((purpose, p) => ({
        ...purpose,
        rules: purpose.rules.map((rule, r) => (faulty.has(`${p}/${r}`) ? { ...rule, enabled: false } : rule)),
      })),
      client: {
        ...body.client,
        rules: body.client.rules.map((rule, r) =>
          faulty.has(`client/${r}`) ? { ...rule, enabled: false } : rule,
        ),
      },
    },
  };
}

/** Compiles a draft for its picture; rules that cannot be compiled yet are left out and counted. */
export function previewDraft(body: PolicyBody, objects: DraftObjects, facts: HostFacts | null): Preview {
  const problems = validatePolicy(assembleDraft(body, objects), facts);
  const { body: sound, leftOut } = withoutFaulty(body, problems);
  // Assertions make no rules, and one that is not written to the end must not stop the picture.
  const policy = { ...assembleDraft(sound, objects), assertions: undefined };
  const result = compile(policy, facts);
  if (!result.ok) return { problems, compiled: null, leftOut, sound };
  const advice = advise(policy, result.value, facts);
  return { problems: [...problems, ...advice], compiled: result.value, leftOut, sound };
}

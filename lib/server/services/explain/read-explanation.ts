import * as z from "zod";
import { follow } from "@/lib/core/analysis/path/follow";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { examplesFor } from "./examples";
import type { Explanation, Question, RulesName } from "./explain-view";
import { type ExplainInput, findRules } from "./find-rules";
import { loadExplainInput } from "./load-explain-input";
import { offersFor } from "./offers";
import { listenersFor, ownAddress } from "./own-addresses";
import { questionSchema } from "./question-schema";
import { type PacketRead, readPacket } from "./read-packet";
import { ruleIds } from "./rule-view";
import { tellPath } from "./tell-path";
import { usualFamily } from "./typed-fields";

const inputSchema = z.strictObject({
  hostId: z.string(),
  question: questionSchema,
  /** False: nothing is asked yet; only which rules there are, and what could be asked. */
  asked: z.boolean().default(true),
});

const names = ["live", "confirmed", "draft"] as const;

/** Rules that the host keeps in its other iptables back end, and that no packet of this page is shown to. */
function otherBackend(facts: HostFacts | null, family: Family): Explanation["otherBackend"] {
  const tools = family === 4 ? facts?.iptables4 : facts?.iptables6;
  if (!tools || tools === "absent" || tools.otherBackendRules === 0) return null;
  return {
    rules: tools.otherBackendRules,
    backend: tools.backend === "legacy" ? "nf_tables" : "legacy",
  };
}

/** Asks all three sets of rules about the packet, and tells the way through those that the question names. */
function explain(input: ExplainInput, question: Question, read: PacketRead | null) {
  const { facts, confirmed } = input;
  const packet = read?.ok ? read.packet : null;
  const family = packet?.family ?? usualFamily(facts);
  const found = findRules(input, family);
  const host = facts && pathHost(facts, family);
  const asked = found[question.rules];
  const path =
    packet !== null && "ruleset" in asked ? follow(asked.ruleset, packet, host, { trace: true }) : null;
  /** Of the rules that are not asked the answer alone. */
  const verdictOf = (name: RulesName) => {
    if (name === question.rules) return path?.verdict ?? null;
    const rules = found[name];
    if (packet === null || "missing" in rules) return null;
    return follow(rules.ruleset, packet, host, { trace: false }).verdict;
  };
  return {
    faults: read === null || read.ok ? [] : read.faults,
    packet: read?.ok ? read.view : null,
    rules: names.map((name) => {
      const rules = found[name];
      return {
        name,
        apply: name === "confirmed" && confirmed ? { id: confirmed.id, number: confirmed.number } : null,
        missing: "missing" in rules ? rules.missing : null,
        verdict: verdictOf(name),
      };
    }),
    answer:
      path !== null && packet !== null && "ruleset" in asked
        ? tellPath(path, {
            ...asked,
            packet,
            inDraft: ruleIds(input.draft),
            forwarding: host?.forwarding ?? false,
            way: question.way,
            show: question.show,
          })
        : null,
    listeners: facts && path?.leaves ? listenersFor(facts, path.leaves) : null,
    otherBackend: otherBackend(facts, family),
  };
}

/**
 * What would happen to one packet on a host, and why: by the rules as they were read from the host, as they were last
 * confirmed, or as the draft would make them. Nothing is sent and nothing is read from the host. A question that cannot
 * be read is answered by faults, never by an error. Throws `host-not-found`.
 */
export async function readExplanation(context: Context, input: unknown): Promise<Explanation> {
  authorise(context, "explain.read");
  const { hostId, question, asked } = parseInput(inputSchema, input);
  const loaded = await transaction((tx) => loadExplainInput(tx, hostId));
  const { facts, objects } = loaded.input;
  const read = asked ? readPacket(question, { facts, services: objects.services }) : null;
  return {
    hostId,
    hostName: loaded.host.name,
    question,
    asked,
    ...explain(loaded.input, question, read),
    inspectedAt: loaded.host.inspectedAt?.toISOString() ?? null,
    outdated: loaded.outdated,
    examples: examplesFor(loaded.input),
    offers: offersFor(loaded.input),
    own: { 4: ownAddress(facts, 4), 6: ownAddress(facts, 6) },
  };
}

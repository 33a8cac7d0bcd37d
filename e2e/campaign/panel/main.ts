import { writeSync } from "node:fs";
import { createInterface } from "node:readline";
import { startingBody } from "@/lib/core/policy/roles";
import { inboundRuleSchema } from "@/lib/core/policy/schema";
import { startJobs } from "@/lib/server/jobs/start";
import { onApply } from "@/lib/server/services/apply/apply-topic";
import { readApply } from "@/lib/server/services/apply/read-apply";
import type { Context } from "@/lib/server/services/context";
import { readDraft } from "@/lib/server/services/draft/read-draft";
import { saveDraft } from "@/lib/server/services/draft/save-draft";
import { startDraft } from "@/lib/server/services/draft/start-draft";
import { addHost } from "@/lib/server/services/host/add-host";
import { inspectHost } from "@/lib/server/services/host/inspect-host";
import { probeHostKey } from "@/lib/server/services/host/probe-host-key";
import { saveNetwork } from "@/lib/server/services/object/save-network";
import { readReview } from "@/lib/server/services/review/read-review";
import { keep } from "@/lib/server/services/rollout/keep";
import { reInspect } from "@/lib/server/services/rollout/re-inspect";
import { rollBack } from "@/lib/server/services/rollout/roll-back";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";
import { isServiceError } from "@/lib/server/services/service-error";
import { startPanel } from "@/lib/server/services/setup/start-panel";
import type { Asked, Command, Message, Reviewed, Standing } from "./messages";

/** The shipped panel without its pages: started as `instrumentation.ts` starts it, and driven through the same verbs. */
const owner: Context = { actor: { id: "id-owner", name: "The owner", permission: "owner" } };

function tell(message: Message): void {
  // At once: a message that waits in a buffer would be lost with a kill -9.
  writeSync(3, `${JSON.stringify(message)}\n`);
}

async function standing(applyId: string): Promise<Standing> {
  const { phase, attempting, reason, running, events } = await readApply(owner, { applyId });
  const history = events.map(
    (event) =>
      `${event.sequence} ${event.at.slice(14)} ${event.phase} ${event.kind} ${event.answer?.replaceAll("\n", " / ") ?? ""}${
        event.detail === null ? "" : ` ${JSON.stringify(event.detail).slice(0, 300)}`
      }`,
  );
  return { phase, attempting, reason, running, history };
}

const watched = new Set<string>();
function watch(applyId: string): void {
  if (watched.has(applyId)) return;
  watched.add(applyId);
  const look = async () => {
    const { phase, attempting } = await standing(applyId);
    tell({ type: "apply", applyId, phase, attempting });
  };
  // Where the database is locked the next announcement tells.
  onApply(applyId, () => void look().catch(() => undefined));
}

async function addFirstHost({ address, privateKey, networks }: Command & { verb: "add-host" }) {
  const { fingerprint } = await probeHostKey(owner, { address, port: 22 });
  const { hostId } = await addHost(owner, {
    name: "host",
    address,
    fingerprint,
    auth: { kind: "pasted-key", privateKey, passphrase: null },
  });
  await inspectHost(owner, { hostId });
  for (const network of networks) await saveNetwork(owner, network);
  await startDraft(owner, { hostId, role: "blank" });
  return { hostId };
}

async function draft({ hostId, services, admin }: Command & { verb: "draft" }): Promise<null> {
  const { version } = await readDraft(owner, { hostId });
  const body = startingBody("blank");
  const more = services.map((service) =>
    inboundRuleSchema.parse({ id: `rule-${service}`, sources: ["anyone"], services: [service] }),
  );
  await saveDraft(owner, {
    hostId,
    version,
    body: {
      ...body,
      // With replies to the host's own connections, so that their direction matters.
      client: { ...body.client, mode: "everything" },
      purposes: body.purposes.map((purpose) => ({
        ...purpose,
        rules: [...purpose.rules.map((rule) => ({ ...rule, sources: [admin] })), ...more],
      })),
    },
  });
  return null;
}

async function review(hostId: string): Promise<Reviewed> {
  const found = await readReview(owner, { hostId });
  if (found.hash === null || found.restore4 === null || found.readFault !== null) {
    throw new Error(`no review: ${JSON.stringify(found.readFault ?? found.policyProblems)}`);
  }
  return {
    hash: found.hash,
    restore4: found.restore4,
    restore6: found.restore6,
    needsAnyway: found.needsAnyway,
    lockout: found.lockout?.answer ?? null,
    problems: found.gate.problems.map(({ code }) => code),
  };
}

async function carryOut(command: Command): Promise<unknown> {
  switch (command.verb) {
    case "add-host":
      return addFirstHost(command);
    case "draft":
      return draft(command);
    case "review":
      return review(command.hostId);
    case "start": {
      const { verb: _, ...request } = command;
      const started = await startRollout(owner, request);
      watch(started.applyId);
      return started;
    }
    case "watch":
      watch(command.applyId);
      return standing(command.applyId);
    case "read":
      return standing(command.applyId);
    case "keep":
      return keep(owner, { applyId: command.applyId });
    case "roll-back":
      return rollBack(owner, { applyId: command.applyId });
    case "re-inspect":
      return reInspect(owner, { applyId: command.applyId });
  }
}

createInterface({ input: process.stdin }).on("line", async (line) => {
  const { id, ...command }: Asked = JSON.parse(line);
  try {
    // `id` is this channel's own; the verbs know nothing of it.
    tell({ type: "answer", id, value: (await carryOut(command)) ?? null });
  } catch (error) {
    const code = isServiceError(error) ? error.code : "fault";
    tell({
      type: "refusal",
      id,
      code,
      text: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
});
// Who drives this panel is gone.
process.stdin.on("end", () => process.exit(0));

await startPanel(startJobs);
tell({ type: "ready" });

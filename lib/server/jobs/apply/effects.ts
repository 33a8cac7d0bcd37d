import { compileMinimal } from "@/lib/core/compile/minimal";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { parseAddress } from "@/lib/core/net/address";
import type { ApplyEffect, PanelTime } from "@/lib/core/rollout/apply-state";
import type { Attempt } from "@/lib/core/rollout/phase";
import { ConnectError, type HostSession } from "@/lib/server/hosts/session";
import { isServiceError } from "@/lib/server/services/service-error";
import type { Clock } from "../clock";
import { connectFault } from "../connect-fault";
import { readHost } from "../read-host";
import type { Evidence, Report } from "./evidence";
import { type ApplyScripts, execPhase } from "./exec-phase";
import type { FrozenApply } from "./load-apply";
import { recheck } from "./recheck";
import { recheckDrill } from "./recheck-drill";
import { recheckLeave } from "./recheck-leave";
import { requiredChecks } from "./required-checks";
import type { Sessions } from "./sessions";

/** What the effects of one apply work with. */
export type EffectTools = {
  readonly frozen: FrozenApply;
  readonly sessions: Sessions;
  readonly clock: Clock;
  readonly report: Report;
  /** When the host's timer fires, by the clock; null before it was armed. */
  readonly deadlineAt: PanelTime | null;
};

/** Effects that talk to the host; `wait` and `finish` are the loop's own. */
export type HostEffect = Exclude<ApplyEffect, { type: "wait" } | { type: "finish" }>;

/** Why the host was not heard, for the record. */
function faultOf(error: unknown): Evidence {
  const coded = error instanceof ConnectError ? connectFault(error.fault) : error;
  if (!isServiceError(coded)) throw error;
  return {
    detail: { fault: { code: coded.code, text: coded.message, params: coded.params } },
    refusal: coded.code,
  };
}

/** Each kind of apply has its own questions. */
async function recheckAs(frozen: FrozenApply, facts: HostFacts) {
  if (frozen.drill) return recheckDrill(frozen, facts);
  return frozen.leave ? recheckLeave(frozen, facts) : recheck(frozen, facts);
}

async function inspect({ frozen, sessions, clock, report }: EffectTools): Promise<void> {
  const facts = await readHost(await sessions.open("load"));
  const { allowed, problems } = await recheckAs(frozen, facts);
  const { connection } = facts;
  report({
    event: { at: clock.now(), type: "inspected", allowed, problems },
    evidence: {
      hostUptime: facts.uptimeSeconds,
      detail: { allowed, problems },
      live: facts.live,
      facts,
      ...(problems[0] ? { refusal: problems[0].code } : {}),
      ...(connection ? { source: { address: connection.panelAddress, port: connection.panelPort } } : {}),
    },
  });
}

/** Over which family the panel comes in, and the other one where it has rules that nothing from here has tried. */
function provenFamilies({ facts, rules6 }: FrozenApply): { family: string; unproven: string } {
  const seen = parseAddress(facts.connection?.panelAddress ?? "")?.family;
  if (seen === undefined) return { family: "unknown", unproven: "none" };
  if (seen === 6) return { family: "ipv6", unproven: "ipv4" };
  return { family: "ipv4", unproven: rules6 === null ? "none" : "ipv6" };
}

/**
 * Opening the connection is the proof: its packets crossed the new rules, both ways. It is kept for the confirm. Where
 * checks are required, what they meet is part of the proof.
 */
async function probe({ frozen, sessions, clock, report, deadlineAt }: EffectTools): Promise<void> {
  const begun = clock.now();
  try {
    await sessions.open("proof");
  } catch (error) {
    const { detail } = faultOf(error);
    report({
      event: { at: clock.now(), type: "probed", passed: false },
      evidence: { detail: { ssh: detail } },
    });
    return;
  }
  const milliseconds = clock.now() - begun;
  const ssh = { passed: true, milliseconds, ...provenFamilies(frozen) };
  if (!frozen.requireChecks) {
    report({ event: { at: clock.now(), type: "probed", passed: true }, evidence: { detail: { ssh } } });
    return;
  }
  const checks = await requiredChecks(frozen.id, clock, deadlineAt);
  report({
    event: {
      at: clock.now(),
      type: "probed",
      passed: checks.verdict === "passed",
      refuted: checks.verdict === "refuted",
    },
    evidence: { detail: { ssh, checks } },
  });
}

/** Made of what was frozen, and so the same whenever this apply is confirmed. */
function minimalOf({ policy, facts }: FrozenApply): ApplyScripts["minimal"] {
  const made = compileMinimal(policy, facts);
  return made && { rules4: renderRestore(made[4]), rules6: renderRestore(made[6]) };
}

async function exec(
  attempt: Exclude<Attempt, "inspect" | "probe">,
  session: HostSession,
  { frozen, clock, report }: EffectTools,
): Promise<void> {
  const scripts: ApplyScripts = {
    applyId: frozen.id,
    timeoutSeconds: frozen.timeoutSeconds,
    rules4: frozen.rules4,
    rules6: frozen.rules6,
    minimal: attempt === "confirm" ? minimalOf(frozen) : null,
    leave: frozen.leave,
    sudo: frozen.facts.privilege === "sudo",
  };
  const { answered, raw, stderr } = await execPhase(session, attempt, scripts, (answer, lines) =>
    report({
      event: { at: clock.now(), type: "answered", answer },
      evidence: {
        answer: lines,
        ...(answer.kind === "failed" ? { refusal: answer.code, detail: { host: answer.detail } } : {}),
        ...(answer.kind === "busy" ? { refusal: "busy" } : {}),
      },
    }),
  );
  if (answered) return;
  report({
    event: { at: clock.now(), type: "lost", attempt },
    evidence: { answer: raw, detail: { attempt, stderr: stderr.slice(0, 2000) } },
  });
}

async function talk(effect: HostEffect, tools: EffectTools): Promise<void> {
  const { sessions } = tools;
  switch (effect.type) {
    case "inspect":
      return inspect(tools);
    case "probe":
      return probe(tools);
    case "arm-and-load":
      try {
        return await exec(effect.type, await sessions.take("load"), tools);
      } finally {
        // It would live on through established flows and prove nothing.
        sessions.drop("load");
      }
    case "confirm":
      try {
        return await exec(effect.type, await sessions.take("proof"), tools);
      } finally {
        sessions.drop("proof");
      }
    case "cancel":
    case "status": {
      const session = await sessions.open(null);
      try {
        return await exec(effect.type, session, tools);
      } finally {
        session.close();
      }
    }
  }
}

/** Runs an effect; its outcome comes as reports, and "no connection" is one of them. */
export async function runEffect(effect: HostEffect, tools: EffectTools): Promise<void> {
  try {
    await talk(effect, tools);
  } catch (error) {
    const evidence = faultOf(error);
    const detail = { attempt: effect.type, ...evidence.detail };
    tools.report({
      event: { at: tools.clock.now(), type: "lost", attempt: effect.type },
      evidence: { ...evidence, detail },
    });
  }
}

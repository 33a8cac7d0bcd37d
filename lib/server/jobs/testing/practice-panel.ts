import { afterEach, beforeEach, expect } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { sshConnector } from "@/lib/server/hosts/ssh-connector";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { saveDraft } from "@/lib/server/services/draft/save-draft";
import { startDraft } from "@/lib/server/services/draft/start-draft";
import { actingAs, freshPanel } from "@/lib/server/services/fresh-panel";
import { archiveHost } from "@/lib/server/services/host/archive-host";
import { hostGateway, setHostGateway } from "@/lib/server/services/host-gateway";
import { createPractice } from "@/lib/server/services/practice/create-practice";
import { readReview } from "@/lib/server/services/review/read-review";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";
import { applyRevision } from "../apply/apply-revision";
import { systemClock } from "../clock";
import { makeHostGateway } from "../host-gateway";
import { hostTarget } from "../host-target";
import { type Runner, startRunner } from "../runner";

export const owner = actingAs("owner");

/** A fresh panel whose jobs run, and a practice VPS with a real kernel. */
export class PracticePanel {
  /** The panel's data folder. */
  folder = "";
  hostId = "";
  /** What the runner could not handle. */
  readonly errors: unknown[] = [];
  private runner: Runner | null = null;
  private remove: (() => Promise<void>) | null = null;

  /** Null: it stands. A text: why there can be no practice VPS here. */
  async raise(): Promise<string | null> {
    this.errors.length = 0;
    const { folder, remove } = await freshPanel();
    [this.folder, this.remove] = [folder, remove];
    const handler = applyRevision({ connector: sshConnector, targetOf: hostTarget, clock: systemClock });
    this.runner = startRunner({
      handlers: { apply: handler },
      onError: (error) => this.errors.push(error),
    });
    setHostGateway(makeHostGateway(sshConnector, this.runner.wake));
    const cause = await hostGateway().practice.available();
    if (cause !== null) return cause.text;
    ({ hostId: this.hostId } = await createPractice(owner));
    return null;
  }

  /** Ends what `raise` raised, as far as it came. */
  async end(): Promise<void> {
    const { hostId, runner, remove } = this;
    [this.hostId, this.runner, this.remove] = ["", null, null];
    await runner?.stop();
    if (hostId !== "") {
      await archiveHost(owner, { hostId }).catch(() => hostGateway().practice.destroy(hostId));
    }
    await remove?.();
  }

  /** Waits until no job is left. */
  idle(): Promise<void> {
    return this.runner?.idle() ?? Promise.resolve();
  }

  /** A public web server whose administrator comes from a place of the practice internet becomes the draft. */
  async draftFor(admin: "office" | "branch"): Promise<void> {
    const { hostId } = this;
    const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
    const body = startingBody("public-web-server");
    const purposes = body.purposes.map((purpose) => ({
      ...purpose,
      rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources: [admin] } : rule)),
    }));
    await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  }

  /** Applies the draft, which must be confirmed; answers the id of the apply. */
  async apply(): Promise<string> {
    const { hash } = await readReview(owner, { hostId: this.hostId });
    const { applyId } = await startRollout(owner, { hostId: this.hostId, hash });
    await this.idle();
    expect(await readApply(owner, { applyId })).toMatchObject({ phase: "confirmed" });
    return applyId;
  }
}

/** For each test of a file; skips those where there can be no practice VPS. */
export function practicePanel(): PracticePanel {
  const panel = new PracticePanel();
  beforeEach(async (context) => {
    const cause = await panel.raise();
    if (cause === null) return;
    await panel.end();
    context.skip(`no practice VPS here: ${cause}`);
  });
  afterEach(() => panel.end());
  return panel;
}

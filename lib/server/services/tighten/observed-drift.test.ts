import { expect, it } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { inboundRuleSchema, outboundRuleSchema, type PolicyBody } from "@/lib/core/policy/schema";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { acceptDrift } from "../drift/accept-drift";
import { drift, driftHost, hostId, look, owner } from "../drift/testing/drift-host";
import { readReview } from "../review/read-review";

const host = driftHost();

/** A policy is confirmed, and the host looked at: nothing drifted. */
async function confirm(body: PolicyBody): Promise<void> {
  const { version } = await startDraft(owner, { hostId, role: "blank" });
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources: ["admin"] } : rule)),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  await host.apply();
  await look();
  expect((await drift()).state).toBe("same");
}

/** What the draft says once the drift of the host was accepted into it. */
async function accepted() {
  await look();
  expect((await drift()).state).toBe("drifted");
  await acceptDrift(owner, { hostId });
  return (await readReview(owner, { hostId })).policy;
}

it("drift that is accepted keeps a rule under observation in its place, beside what came", async () => {
  const blank = startingBody("blank");
  const guarded = [
    inboundRuleSchema.parse({
      ...{ id: "no-db", sources: ["anyone"], services: ["postgresql"] },
      ...{ verdict: "reject", observe: true },
    }),
    inboundRuleSchema.parse({ id: "db", sources: ["customers"], services: ["postgresql"] }),
  ];
  await confirm({
    ...blank,
    purposes: blank.purposes.map((purpose) => ({ ...purpose, rules: [...purpose.rules, ...guarded] })),
  });
  host.edit((text) =>
    text.replace(
      /(?=^-A SEKISHO-IN .*sekisho in: )/m,
      "-A SEKISHO-IN -p tcp -m tcp --dport 9999 -j ACCEPT\n",
    ),
  );
  const [purpose] = (await accepted()).purposes;
  const told = purpose?.rules.map(({ id, verdict, observe }) => [id, verdict, observe ?? false]);
  expect(told).toEqual([
    ["admin", "accept", false],
    ["no-db", "reject", true],
    ["db", "accept", false],
    [expect.stringMatching(/^in-/), "accept", false],
  ]);
});

it("drift that is accepted keeps the end observing, with the ways out that it will have", async () => {
  const blank = startingBody("blank");
  const ways = [outboundRuleSchema.parse({ id: "mirror", destinations: ["customers"], services: ["https"] })];
  await confirm({ ...blank, client: { ...blank.client, rules: ways, observe: true } });
  host.edit((text) =>
    text.replace(
      /(?=^-A SEKISHO-OUT .*would-drop)/m,
      "-A SEKISHO-OUT -d 203.0.113.80/32 -p tcp -m tcp --dport 25 -j DROP\n",
    ),
  );
  const { client } = await accepted();
  expect(client.observe).toBe(true);
  expect(client.rules.map(({ id, verdict }) => [id, verdict])).toEqual([
    ["mirror", "accept"],
    [expect.stringMatching(/^out-/), "drop"],
  ]);
});

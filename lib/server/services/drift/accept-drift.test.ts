import { describe, expect, it } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { readDraftMeaning } from "../meaning/read-draft-meaning";
import { readReview } from "../review/read-review";
import { acceptDrift } from "./accept-drift";
import { driftHost, hostId, look, owner } from "./testing/drift-host";

const host = driftHost();

describe("accepting what is there", () => {
  it("makes a draft of it that means the same, to be reviewed and applied", async () => {
    await host.confirm();
    host.openForOne();
    await look();
    await acceptDrift(owner, { hostId });
    const review = await readReview(owner, { hostId });
    expect(review.gate).toMatchObject({ allowed: true });
    const rules = review.policy.purposes.flatMap(({ rules }) => rules);
    expect(rules).toContainEqual(expect.objectContaining({ services: ["mysql"] }));
    expect(rules.find(({ admin }) => admin)).toMatchObject({ sources: ["admin"] });
    const meaning = await readDraftMeaning(owner, review);
    const told = meaning?.told ? [meaning, ...meaning.protections] : [];
    expect(told.flatMap(({ rows }) => rows.map(({ kind }) => kind))).toEqual(["limited"]);
  });

  it.each([
    ["in front of all", "-i lo"],
    ["in front of the protections", "-m conntrack --ctstate INVALID"],
    ["behind them", "-s 192.0.2.0/27"],
  ])("keeps what was confirmed as it was called, with the new rule in its place: %s", async (_, place) => {
    await host.confirm();
    host.edit((text) =>
      text.replace(`-A SEKISHO-IN ${place}`, `-A SEKISHO-IN -p tcp -m tcp --dport 9999 -j ACCEPT\n$&`),
    );
    await look();
    await acceptDrift(owner, { hostId });
    const { policy } = await readReview(owner, { hostId });
    const [purpose] = policy.purposes;
    expect(purpose).toMatchObject({ id: "public-web-server", role: "public-web-server" });
    expect(purpose?.rules.map(({ id, sources, services }) => [id, sources, services])).toEqual([
      ["admin", ["admin"], ["all"]],
      ["in-1", ["IPv4"], ["tcp 9999"]],
      ["web", ["customers"], ["http", "https"]],
    ]);
    const { protections, forward } = startingBody("public-web-server");
    expect(policy).toMatchObject({ protections, forward });
    const made = await db.networkObject.findMany({ where: { name: { notIn: ["admin", "customers"] } } });
    expect(made.map(({ name }) => name)).toEqual(["IPv4"]);
  });

  it("takes a rule that somebody put between our log and the end, and the log with it", async () => {
    await host.confirm();
    const rule = "-A SEKISHO-IN -p tcp -m tcp --dport 9999 -j ACCEPT\n";
    host.edit((text) => text.replace(/(?=^-A SEKISHO-IN -j DROP$)/m, rule));
    await look();
    await acceptDrift(owner, { hostId });
    const { policy } = await readReview(owner, { hostId });
    const rules = policy.purposes.flatMap((purpose) => purpose.rules);
    expect(rules.at(-1)).toMatchObject({ services: ["tcp 9999"], verdict: "accept" });
    expect(policy.protections.logRefused).toBe(startingBody("public-web-server").protections.logRefused);
  });

  it("takes no log that somebody moved to the front for one of what is refused", async () => {
    await host.confirm();
    const rule = "-A SEKISHO-IN -p tcp -m tcp --dport 9999 -j ACCEPT\n";
    host.edit((text) => {
      const log = text.split("\n").find((line) => line.startsWith("-A SEKISHO-IN") && line.includes("LOG"));
      if (log === undefined) throw new Error(text);
      const rest = text.replace(`${log}\n`, "");
      const at = rest.indexOf("-A SEKISHO-IN");
      const moved = `${rest.slice(0, at)}${log}\n${rest.slice(at)}`;
      return moved.replace(/(?=^-A SEKISHO-IN -j DROP$)/m, rule);
    });
    await look();
    await expect(acceptDrift(owner, { hostId })).rejects.toMatchObject({ code: "drift-no-word" });
  });

  it("says how many rules would be lost where there are more than a policy holds", async () => {
    await host.confirm();
    const rule = (_: unknown, at: number) =>
      `-A SEKISHO-IN -s 10.0.${at >> 8}.${at & 255}/32 -p tcp -m tcp --dport ${1024 + at} -j ACCEPT\n`;
    const rules = Array.from({ length: 2000 }, rule).join("");
    host.edit((text) => text.replace(/(?=^-A SEKISHO-IN -s 192)/m, rules));
    await look();
    const refusal = await acceptDrift(owner, { hostId }).catch((error: unknown) => error);
    // 2,000 and those for customers in both families, of which 499 fit beside the administrator's path.
    expect(refusal).toMatchObject({ code: "drift-too-many", params: { most: 500, lost: 1503 } });
    expect((await readReview(owner, { hostId })).policy.purposes[0]?.rules).toHaveLength(2);
  });

  it.each([
    [
      "a rule for which a policy has no word",
      () =>
        host.edit((text) => text.replace(/(?=^-A SEKISHO-IN -p tcp)/m, "-A SEKISHO-IN -p gre -j ACCEPT\n")),
      "drift-no-word",
    ],
    [
      "a rule that asks for a hardware address",
      () =>
        host.edit((text) =>
          text.replace(
            "-A SEKISHO-IN -j DROP",
            "-A SEKISHO-IN -m mac --mac-source 02:00:00:00:00:01 -j ACCEPT\n-A SEKISHO-IN -j DROP",
          ),
        ),
      "drift-no-word",
    ],
    ["chains that are gone", () => host.edit((text) => text.replace(/^.*SEKISHO-.*\n/gm, "")), "drift-gone"],
    ["nothing that drifted", () => host.edit((text) => text.replace("[0:0]", "[1:1]")), "drift-no-drift"],
  ])("says why not: %s", async (_, change, code) => {
    await host.confirm();
    change();
    await look();
    const before = await db.draft.findUnique({ where: { hostId } });
    await expect(acceptDrift(owner, { hostId })).rejects.toMatchObject({ code });
    expect(await db.draft.findUnique({ where: { hostId } })).toEqual(before);
  });
});

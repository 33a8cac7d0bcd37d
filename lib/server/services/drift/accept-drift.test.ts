import { describe, expect, it } from "vitest";
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
    expect(meaning?.told && meaning.rows.map(({ kind }) => kind)).toEqual(["limited"]);
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

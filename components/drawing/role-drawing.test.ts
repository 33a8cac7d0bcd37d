import { describe, expect, test } from "vitest";
import { roleNames } from "@/lib/core/policy/schema";
import { drawRole } from "./role-drawing";

const names = { admin: "Admin", hq: "HQ", branch: "Branch", partner: "Partner", destination: "There" };
const told = (role: (typeof roleNames)[number]) => {
  const drawing = drawRole(role, names) ?? expect.fail(`${role} cannot be drawn`);
  return drawing.lanes.map(
    (lane) =>
      `${lane.direction} ${lane.party.name ?? lane.party.kind} ${lane.service.label || lane.service.kind} ${lane.verdict}`,
  );
};

describe("each role's picture comes from compiling it", () => {
  test("public web server", () => {
    expect(told("public-web-server")).toEqual([
      "in Admin all accept",
      "in anyone http accept",
      "in anyone https accept",
      "out anyone all accept",
    ]);
    expect(drawRole("public-web-server", names)?.answers).toEqual({
      in: { kind: "all" },
      out: { kind: "all" },
    });
  });

  test("internal server: the offices everything, the partner the web pages, nobody else anything", () => {
    expect(told("internal-server").filter((lane) => lane.startsWith("in"))).toEqual([
      "in HQ all accept",
      "in Branch all accept",
      "in Partner http accept",
      "in Partner https accept",
    ]);
  });

  test("egress sandbox: what comes in is left alone, what leaves is refused except DNS and the destination", () => {
    const drawing = drawRole("egress-sandbox", names);
    expect(drawing?.rest).toMatchObject({ in: "host", out: "reject" });
    expect(told("egress-sandbox").filter((lane) => lane.startsWith("in"))).toEqual([]);
    expect(told("egress-sandbox")).toContain("out There all accept");
    expect(drawing?.answers).toEqual({
      in: { kind: "host" },
      out: { kind: "some", labels: ["Admin"], panel: false },
    });
  });

  test.each(roleNames)("%s can be drawn, in both families", (role) => {
    expect(drawRole(role, names)?.families).toEqual([4, 6]);
  });
});

import { expect, it } from "vitest";
import { letOut } from "./let-out";
import { startingBody } from "./roles";
import { outboundRuleSchema, type PolicyBody } from "./schema";

const start = startingBody("egress-sandbox");
const refusing: PolicyBody = {
  ...start,
  client: {
    ...start.client,
    rules: [
      outboundRuleSchema.parse({ id: "to-1", destinations: ["anyone"], services: ["all"], verdict: "drop" }),
    ],
  },
};

it("puts the way out in front of a rule that would refuse it, with an id of its own", () => {
  const { body, id } = letOut(refusing, { network: "mirror", service: "https" });
  expect(id).toBe("to-2");
  expect(body.client.rules.map((rule) => [rule.id, rule.verdict, rule.destinations, rule.services])).toEqual([
    ["to-2", "accept", ["mirror"], ["https"]],
    ["to-1", "drop", ["anyone"], ["all"]],
  ]);
});

it("says nothing twice", () => {
  const once = letOut(refusing, { network: "mirror", service: "https" });
  expect(letOut(once.body, { network: "mirror", service: "https" })).toEqual(once);
  expect(letOut(once.body, { network: "mirror", service: "http" }).body.client.rules.length).toBe(3);
});

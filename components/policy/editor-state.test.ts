import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { type PolicyBody, policyBodySchema, roleNames } from "@/lib/core/policy/schema";
import { type EditorAction, editorReducer, freeId, openEditor } from "./editor-state";

const run = (body: PolicyBody, ...actions: EditorAction[]) => actions.reduce(editorReducer, openEditor(body));
const web = startingBody("public-web-server");
const purpose = web.purposes[0]?.id ?? "";
const rulesOf = (body: PolicyBody) => body.purposes[0]?.rules ?? [];
const idsOf = (body: PolicyBody) => [
  ...body.purposes.flatMap((one) => one.rules.map((rule) => rule.id)),
  ...body.client.rules.map((rule) => rule.id),
];

describe("a second purpose", () => {
  test("keeps whoever is the administrator already", () => {
    const sources = ["My desk"];
    const { body } = run(
      web,
      { type: "change-inbound", purpose, rule: "admin", change: { sources } },
      { type: "add-purpose", role: "blank", address: "203.0.113.11" },
    );
    expect(body.purposes[1]?.rules.filter((rule) => rule.admin).map((rule) => rule.sources)).toEqual([
      sources,
    ]);
  });
});

describe("editing rules", () => {
  test("a change stays in its rule", () => {
    const { body } = run(web, { type: "change-inbound", purpose, rule: "web", change: { log: true } });
    expect(rulesOf(body).map((rule) => [rule.id, rule.log])).toEqual([
      ["admin", false],
      ["web", true],
    ]);
  });

  const file = startingBody("file-server");
  const inFile = (action: Omit<Extract<EditorAction, { type: "move-inbound" }>, "type" | "purpose">) =>
    rulesOf(run(file, { type: "move-inbound", purpose: file.purposes[0]?.id ?? "", ...action }).body).map(
      ({ id }) => id,
    );

  test("a rule moves to a place, and past the ends it stays at the end", () => {
    expect(inFile({ rule: "hq", to: 2 })).toEqual(["admin", "branch", "hq", "web"]);
    expect(inFile({ rule: "hq", to: 99 })).toEqual(["admin", "branch", "web", "hq"]);
    expect(inFile({ rule: "web", to: 1 })).toEqual(["admin", "web", "hq", "branch"]);
  });

  test("the administrator's rules stand first, as they are compiled", () => {
    expect(inFile({ rule: "web", to: -1 })).toEqual(["admin", "web", "hq", "branch"]);
    expect(inFile({ rule: "admin", to: 3 })).toEqual(["admin", "hq", "branch", "web"]);
    const { body } = run(web, { type: "change-inbound", purpose, rule: "admin", change: { admin: false } });
    const next = run(body, { type: "change-inbound", purpose, rule: "web", change: { admin: true } }).body;
    expect(rulesOf(next).map(({ id }) => id)).toEqual(["web", "admin"]);
  });

  test("a new rule gets an id that nothing else has", () => {
    const { id: _, ...rule } = rulesOf(web)[1] ?? expect.fail("no rule");
    const add: EditorAction = { type: "add-inbound", purpose, rule };
    const { body } = run(web, add, add, { type: "remove-inbound", purpose, rule: "rule" }, add);
    expect(idsOf(body)).toEqual(["admin", "web", "rule-2", "rule"]);
    expect(freeId(body, "rule")).toBe("rule-3");
  });
});

describe("roles and purposes", () => {
  test("a sandbox holds for the whole VPS, whatever address the role before was for", () => {
    const { body } = run(
      web,
      { type: "set-purpose-address", purpose, address: "203.0.113.11" },
      { type: "choose-role", purpose, role: "egress-sandbox" },
    );
    expect(body.purposes.map(({ role, address }) => [role, address])).toEqual([["egress-sandbox", null]]);
  });

  test("changing the role keeps the administrator's address", () => {
    const named = run(web, {
      type: "change-inbound",
      purpose,
      rule: "admin",
      change: { sources: ["Me"] },
    }).body;
    const { body } = run(named, { type: "choose-role", purpose, role: "internal-server" });
    expect(rulesOf(body).find((rule) => rule.admin)?.sources).toEqual(["Me"]);
    expect(rulesOf(body).find((rule) => rule.id === "branch")?.sources).toEqual([]);
    expect(body.purposes[0]?.role).toBe("internal-server");
  });

  test("a second purpose is a whole role with ids of its own", () => {
    const { body } = run(web, { type: "add-purpose", role: "public-web-server", address: "192.0.2.9" });
    expect(body.purposes).toHaveLength(2);
    expect(new Set(idsOf(body)).size).toBe(idsOf(body).length);
    expect(policyBodySchema.safeParse(body).success).toBe(true);
  });

  test("the last purpose cannot be removed", () => {
    expect(run(web, { type: "remove-purpose", purpose }).body).toBe(web);
  });

  test("only the first purpose's role decides what the VPS may do as a client", () => {
    const two = run(web, { type: "add-purpose", role: "blank", address: null }).body;
    const second = two.purposes[1]?.id ?? "";
    expect(run(two, { type: "choose-role", purpose: second, role: "mail-server" }).body.client).toEqual(
      web.client,
    );
    expect(run(two, { type: "choose-role", purpose, role: "mail-server" }).body.client.services).toContain(
      "smtp",
    );
  });
});

describe("the way back", () => {
  const comment = (text: string): EditorAction => ({
    type: "change-inbound",
    purpose,
    rule: "web",
    change: { comment: text },
  });

  test("undo brings back what was removed, redo takes it away again", () => {
    const removed = run(web, { type: "remove-inbound", purpose, rule: "web" });
    const back = editorReducer(removed, { type: "undo" });
    expect(back.body).toBe(web);
    expect(editorReducer(back, { type: "redo" }).body).toBe(removed.body);
  });

  test("typing on in one field is one step", () => {
    const typed = run(web, comment("s"), comment("sh"), comment("shop"));
    expect(editorReducer(typed, { type: "undo" }).body).toBe(web);
  });

  test("taking over another tab's draft can be undone", () => {
    const mine = run(web, comment("mine"));
    const theirs = editorReducer(mine, { type: "replace", body: startingBody("blank") });
    expect(editorReducer(theirs, { type: "undo" }).body).toBe(mine.body);
  });
});

test("whatever is pressed, the draft stays a draft that can be saved, with ids that differ", () => {
  const role = fc.constantFrom(...roleNames);
  const { id: _in, ...inbound } = rulesOf(web)[1] ?? expect.fail("no rule");
  const press = fc.oneof(
    fc.record({ type: fc.constant("choose-role" as const), index: fc.nat(3), role }),
    fc.record({ type: fc.constant("add-purpose" as const), role }),
    fc.record({ type: fc.constant("remove-purpose" as const), index: fc.nat(3) }),
    fc.record({ type: fc.constant("add-inbound" as const), index: fc.nat(3) }),
    fc.record({ type: fc.constant("move" as const), index: fc.nat(3), rule: fc.nat(5), to: fc.nat(6) }),
    fc.record({ type: fc.constant("undo" as const) }),
    fc.record({ type: fc.constant("redo" as const) }),
  );
  fc.assert(
    fc.property(role, fc.array(press, { maxLength: 25 }), (first, presses) => {
      let state = openEditor(startingBody(first));
      for (const one of presses) {
        const at = (index: number) => state.body.purposes[index % state.body.purposes.length];
        let action: EditorAction;
        if (one.type === "choose-role")
          action = { type: one.type, purpose: at(one.index)?.id ?? "", role: one.role };
        else if (one.type === "add-purpose") action = { type: one.type, role: one.role, address: null };
        else if (one.type === "remove-purpose") action = { type: one.type, purpose: at(one.index)?.id ?? "" };
        else if (one.type === "add-inbound")
          action = { type: one.type, purpose: at(one.index)?.id ?? "", rule: inbound };
        else if (one.type === "move") {
          const target = at(one.index);
          const rule = target?.rules[one.rule % Math.max(target.rules.length, 1)]?.id ?? "";
          action = { type: "move-inbound", purpose: target?.id ?? "", rule, to: one.to };
        } else action = { type: one.type };
        if (action.type === "add-purpose" && state.body.purposes.length >= 16) continue;
        state = editorReducer(state, action);
        expect(policyBodySchema.safeParse(state.body).success).toBe(true);
        expect(new Set(idsOf(state.body)).size).toBe(idsOf(state.body).length);
      }
    }),
    { numRuns: 60 },
  );
});

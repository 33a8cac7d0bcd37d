import { startingBody } from "@/lib/core/policy/roles";
import type {
  Client,
  InboundRule,
  OutboundRule,
  PolicyBody,
  Protections,
  Purpose,
  RoleName,
} from "@/lib/core/policy/schema";
import { carrySources } from "./carry-sources";

/** The draft as it is edited, with the way back. `last` names the field that the newest change is about. */
export type EditorState = {
  readonly body: PolicyBody;
  readonly past: readonly PolicyBody[];
  readonly future: readonly PolicyBody[];
  readonly last: string | null;
};

/** What an editor may change of an inbound or an outbound rule; the id stays. */
export type InboundChange = Partial<Omit<InboundRule, "id">>;
export type OutboundChange = Partial<Omit<OutboundRule, "id">>;

export type EditorAction =
  | { readonly type: "choose-role"; readonly purpose: string; readonly role: RoleName }
  | { readonly type: "add-purpose"; readonly role: RoleName; readonly address: string | null }
  | { readonly type: "remove-purpose"; readonly purpose: string }
  | { readonly type: "set-purpose-address"; readonly purpose: string; readonly address: string | null }
  | { readonly type: "add-inbound"; readonly purpose: string; readonly rule: Omit<InboundRule, "id"> }
  | {
      readonly type: "change-inbound";
      readonly purpose: string;
      readonly rule: string;
      readonly change: InboundChange;
    }
  | { readonly type: "remove-inbound"; readonly purpose: string; readonly rule: string }
  | { readonly type: "move-inbound"; readonly purpose: string; readonly rule: string; readonly to: number }
  | { readonly type: "add-outbound"; readonly rule: Omit<OutboundRule, "id"> }
  | { readonly type: "change-outbound"; readonly rule: string; readonly change: OutboundChange }
  | { readonly type: "remove-outbound"; readonly rule: string }
  | { readonly type: "move-outbound"; readonly rule: string; readonly to: number }
  | { readonly type: "change-client"; readonly change: Partial<Omit<Client, "rules">> }
  | { readonly type: "change-protections"; readonly change: Partial<Protections> }
  | {
      readonly type: "change-body";
      readonly change: Partial<
        Pick<PolicyBody, "controlPanelPort" | "forward" | "otherwise" | "wideSourceConfirmed" | "assertions">
      >;
    }
  | { readonly type: "replace"; readonly body: PolicyBody }
  | { readonly type: "undo" }
  | { readonly type: "redo" };

/** More steps back than this are forgotten. */
const longestPast = 100;

/** The editor's state for a draft that was just read. */
export function openEditor(body: PolicyBody): EditorState {
  return { body, past: [], future: [], last: null };
}

/** An id that no rule or purpose of the body has yet. */
export function freeId(body: PolicyBody, stem: string): string {
  const taken = new Set([
    ...body.purposes.flatMap((purpose) => [purpose.id, ...purpose.rules.map((rule) => rule.id)]),
    ...body.client.rules.map((rule) => rule.id),
  ]);
  if (!taken.has(stem)) return stem;
  for (let number = 2; ; number++) if (!taken.has(`${stem}-${number}`)) return `${stem}-${number}`;
}

function moved<T extends { readonly id: string }>(list: readonly T[], id: string, to: number): T[] {
  const from = list.findIndex((item) => item.id === id);
  const item = list[from];
  if (item === undefined) return [...list];
  const rest = list.filter((_, index) => index !== from);
  return rest.toSpliced(Math.max(0, Math.min(to, rest.length)), 0, item);
}

/** The administrator's rules are compiled before the others, so that is how they stand. */
function adminFirst(rules: readonly InboundRule[]): InboundRule[] {
  return [...rules.filter(({ admin }) => admin), ...rules.filter(({ admin }) => !admin)];
}

function changed<T extends { readonly id: string }>(
  list: readonly T[],
  id: string,
  change: (item: T) => T,
): T[] {
  return list.map((item) => (item.id === id ? change(item) : item));
}

/** A role's purpose whose rule ids do not collide with the rest of the body. */
function purposeOf(body: PolicyBody, role: RoleName, address: string | null): Purpose {
  const [start] = startingBody(role).purposes;
  let grown = body;
  const rules = (start?.rules ?? []).map((rule) => {
    const id = freeId(grown, rule.id);
    grown = { ...grown, client: { ...grown.client, rules: [...grown.client.rules, { ...noRule, id }] } };
    return { ...rule, id };
  });
  return { id: freeId(grown, role), role, address, rules };
}

/** One more purpose; whoever is the administrator already is the administrator of this one too. */
function nextPurpose(body: PolicyBody, role: RoleName, address: string | null): Purpose {
  const purpose = purposeOf(body, role, address);
  const admins = body.purposes.flatMap(({ rules }) => rules).filter((rule) => rule.admin);
  return { ...purpose, rules: carrySources(admins, purpose.rules) };
}

/** Stands in for an id while ids are given out. */
const noRule: OutboundRule = {
  id: "none",
  enabled: false,
  services: [],
  verdict: "accept",
  log: false,
  limit: null,
  comment: "",
  destinations: [],
  user: null,
};

function chooseRole(body: PolicyBody, id: string, role: RoleName): PolicyBody {
  const index = body.purposes.findIndex((purpose) => purpose.id === id);
  const before = body.purposes[index];
  if (before === undefined) return body;
  const without = { ...body, purposes: body.purposes.toSpliced(index, 1) };
  const start = startingBody(role);
  // What the VPS may do as a client belongs to the whole host: the first role decides how it starts.
  const client = index === 0 ? start.client : body.client;
  // The sandbox holds for the whole VPS.
  const address = role === "egress-sandbox" ? null : before.address;
  const after = purposeOf({ ...without, client }, role, address);
  const rules = carrySources(before.rules, after.rules);
  return { ...body, client, purposes: body.purposes.toSpliced(index, 1, { ...after, rules }) };
}

function edit(body: PolicyBody, action: Exclude<EditorAction, { type: "undo" | "redo" }>): PolicyBody {
  const inPurpose = (id: string, change: (purpose: Purpose) => Purpose): PolicyBody => ({
    ...body,
    purposes: body.purposes.map((purpose) => (purpose.id === id ? change(purpose) : purpose)),
  });
  const inRules = (id: string, change: (rules: InboundRule[]) => InboundRule[]) =>
    inPurpose(id, (purpose) => ({ ...purpose, rules: adminFirst(change(purpose.rules)) }));
  const outRules = (rules: OutboundRule[]): PolicyBody => ({ ...body, client: { ...body.client, rules } });
  const out = body.client.rules;

  switch (action.type) {
    case "choose-role":
      return chooseRole(body, action.purpose, action.role);
    case "add-purpose":
      return { ...body, purposes: [...body.purposes, nextPurpose(body, action.role, action.address)] };
    case "remove-purpose":
      // The last one stays: a policy without a purpose has no admin path.
      return body.purposes.length < 2
        ? body
        : { ...body, purposes: body.purposes.filter((purpose) => purpose.id !== action.purpose) };
    case "set-purpose-address":
      return inPurpose(action.purpose, (purpose) => ({ ...purpose, address: action.address }));
    case "add-inbound":
      return inRules(action.purpose, (rules) => [...rules, { ...action.rule, id: freeId(body, "rule") }]);
    case "change-inbound":
      return inRules(action.purpose, (rules) =>
        changed(rules, action.rule, (rule) => ({ ...rule, ...action.change })),
      );
    case "remove-inbound":
      return inRules(action.purpose, (rules) => rules.filter((rule) => rule.id !== action.rule));
    case "move-inbound":
      return inRules(action.purpose, (rules) => moved(rules, action.rule, action.to));
    case "add-outbound":
      return outRules([...out, { ...action.rule, id: freeId(body, "out") }]);
    case "change-outbound":
      return outRules(changed(out, action.rule, (rule) => ({ ...rule, ...action.change })));
    case "remove-outbound":
      return outRules(out.filter((rule) => rule.id !== action.rule));
    case "move-outbound":
      return outRules(moved(out, action.rule, action.to));
    case "change-client":
      return { ...body, client: { ...body.client, ...action.change } };
    case "change-protections":
      return { ...body, protections: { ...body.protections, ...action.change } };
    case "change-body":
      return { ...body, ...action.change };
    case "replace":
      return action.body;
  }
}

/** The field that an action is about: typing on in one field is one step back, not one for each letter. */
function fieldOf(action: EditorAction): string | null {
  switch (action.type) {
    case "change-inbound":
    case "change-outbound":
      return `${action.rule}.${Object.keys(action.change).join()}`;
    case "change-protections":
    case "change-client":
    case "change-body":
      return `${action.type}.${Object.keys(action.change).join()}`;
    default:
      return null;
  }
}

/** One edit. Returns the same state when nothing changes. */
export function editorReducer(state: EditorState, action: EditorAction): EditorState {
  if (action.type === "undo") {
    const body = state.past.at(-1);
    if (body === undefined) return state;
    return { body, past: state.past.slice(0, -1), future: [state.body, ...state.future], last: null };
  }
  if (action.type === "redo") {
    const [body, ...future] = state.future;
    if (body === undefined) return state;
    return { body, past: [...state.past, state.body], future, last: null };
  }
  const body = edit(state.body, action);
  if (body === state.body) return state;
  const field = fieldOf(action);
  const goesOn = field !== null && field === state.last;
  const past = goesOn ? state.past : [...state.past, state.body].slice(-longestPast);
  return { body, past, future: [], last: field };
}

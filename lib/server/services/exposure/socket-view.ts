import type { SocketRow } from "@/lib/core/exposure/exposure-rows";
import type { Socket } from "@/lib/core/exposure/socket";
import type { Family } from "@/lib/core/net/family";
import { formatPortRange } from "@/lib/core/net/port-range";
import type { Policy } from "@/lib/core/policy/schema";
import type { FamilyView, FixView, Group, SocketView } from "./exposure-view";
import { type FamilySide, familyView } from "./family-view";

/** What rows are told with. */
export type RowContext = {
  readonly sides: ReadonlyMap<Family, FamilySide>;
  /** Names of accounts by their number. */
  readonly users: ReadonlyMap<number, string>;
  readonly hasDraft: boolean;
  /** What the confirmed policy does with what passes through; null: there is none. */
  readonly forward: Policy["forward"] | null;
};

const wildcards = new Set(["0.0.0.0", "::"]);

function listenerView(socket: Socket, users: RowContext["users"]): NonNullable<SocketView["listener"]> {
  const { program, uid, hearing } = socket;
  const user = uid === null ? null : (users.get(uid) ?? String(uid));
  const texts = hearing.map(({ address, interface: bound }) => {
    const text = wildcards.has(address) ? "*" : address;
    return bound === null ? address : `${text}%${bound}`;
  });
  const everywhere = hearing.some(
    ({ address, interface: bound }) => wildcards.has(address) && bound === null,
  );
  return { program, user, addresses: [...new Set(texts)], everywhere };
}

const isManaged = ({ sides }: RowContext) =>
  [...sides.values()].some(({ standing }) => standing.standing === "ours");

/** Ways that our chain has no say in, on a host whose other rules are ours. */
function isAround({ way }: FamilyView["entries"][number], context: RowContext): boolean {
  if (way === "above" || way === "forwarded") return isManaged(context);
  return (way === "others" || way === "no-rules") && isManaged(context);
}

const isTold = ({ state }: FamilyView) => state !== "cannot-tell";

function groupOf(families: readonly FamilyView[], context: RowContext): Group {
  const sure = families.filter(isTold);
  if (sure.some(({ entries }) => entries.some((entry) => isAround(entry, context)))) return "around";
  if (sure.some(({ entries }) => entries.length > 0)) return "reached";
  if (families.some(({ state }) => state === "cannot-tell" || state === "depends")) return "unsure";
  return families.some(({ state }) => state === "nobody") ? "nobody" : "inside";
}

function* fixesOf(families: readonly FamilyView[], group: Group, context: RowContext): Generator<FixView> {
  if (families.some(({ why }) => why === "other-backend")) yield { kind: "other-backend" };
  if (!isManaged(context)) {
    if (group === "reached" || group === "unsure") {
      yield context.hasDraft ? { kind: "review" } : { kind: "start" };
    }
    return;
  }
  for (const { entries } of families) {
    for (const { way, rule, peers, over } of entries) {
      const origin = rule?.rule.origin?.rule ?? null;
      switch (way) {
        case "ours":
          yield {
            kind: peers === null && over === null ? "narrow" : "change",
            ruleId: origin?.inDraft ? origin.id : null,
          };
          break;
        case "above":
        case "below":
          yield { kind: "foreign" };
          break;
        case "others":
        case "no-rules":
          yield { kind: "review" };
          break;
        case "forwarded":
          yield { kind: "forwarded", confirmed: context.forward };
          break;
        case "published":
          yield { kind: peers === null ? "narrow" : "change", ruleId: null };
      }
    }
  }
  if (group === "nobody") yield { kind: "allow" };
}

/** Each kind once; of several lines of the policy the first one is led to. */
function onceEach(fixes: Iterable<FixView>): readonly FixView[] {
  const found = new Map<FixView["kind"], FixView>();
  for (const fix of fixes) if (!found.has(fix.kind)) found.set(fix.kind, fix);
  return [...found.values()];
}

/** Whether IPv6 lets everybody in by rules that are not ours, and IPv4 does not. */
function isForgotten(families: readonly FamilyView[]): boolean {
  const of = (family: Family) => families.find((one) => one.family === family);
  const [four, six] = [of(4), of(6)];
  if (six?.state !== "anyone" || (four?.state !== "some" && four?.state !== "nobody")) return false;
  return six.entries.some(({ way }) => way === "others" || way === "no-rules");
}

/** What a family says, apart from the addresses that stand in its packets and rules. */
function essence({ state, why, entries, depends, linkOnly }: FamilyView): string {
  const hangs = depends && [depends.peers, depends.conditions.map(({ text }) => text)];
  return JSON.stringify([state, why, entries.map(({ key }) => key), hangs, linkOnly]);
}

/** One row of the table. */
export function socketView(row: SocketRow, context: RowContext): SocketView {
  const families = row.families.flatMap(({ family, found }) => {
    const side = context.sides.get(family);
    return side === undefined ? [] : [familyView(family, found, side)];
  });
  const group = groupOf(families, context);
  const [first, second] = families;
  const alike = first !== undefined && second !== undefined && essence(first) === essence(second);
  return {
    id: row.id,
    protocol: row.protocol,
    port: formatPortRange(row.ports).replace(":", "-"),
    listener: row.socket && listenerView(row.socket, context.users),
    group,
    families,
    alike,
    forgotten: isForgotten(families),
    fixes: onceEach(fixesOf(families, group, context)),
  };
}

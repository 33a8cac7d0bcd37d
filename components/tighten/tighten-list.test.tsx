// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { TightenRow } from "@/lib/core/tighten/tighten";
import en from "@/messages/en";
import { type TakeSuggestion, TightenList } from "./tighten-list";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }), unstable_rethrow: () => {} }));
const take = vi.fn<TakeSuggestion>();

const db: TightenRow = {
  ...{ rule: "db", sources: ["anyone"], services: ["mysql"], kind: "narrow", closes: [], unseenDays: 0 },
  networks: ["203.0.113.0/24", "2001:db8:2::/48"],
  names: [],
};
const counters = { from: "2030-01-01T00:00:00Z", to: "2030-01-31T00:00:00Z" };

function show(...rows: readonly TightenRow[]): void {
  render(
    <IntlProvider locale="en" messages={en} timeZone="Asia/Tokyo">
      <TightenList hostId="h" rows={rows} days={30} counters={counters} take={take} />
    </IntlProvider>,
  );
}
const texts = () => screen.getAllByRole("listitem").map(({ textContent }) => textContent ?? "");

beforeEach(() => {
  push.mockReset();
  take.mockReset();
});
afterEach(cleanup);

test("says who came in how many days, what is allowed, and what no look saw", () => {
  show(db, { ...db, rule: "two", unseenDays: 3, closes: [6] }, { ...db, rule: "three", unseenDays: null });
  const [all, some, unknown] = texts();
  expect(all).toContain(
    "mysql: 2 source networks in 30 days (203.0.113.0/24, 2001:db8:2::/48), allowed: anyone. Narrow it?",
  );
  expect(all).toContain("a look saw somebody");
  expect(some).toContain("On 3 days packets came in and no look saw a connection");
  expect(some).toContain("over IPv6 nobody would be let in any more");
  expect(unknown).toContain("Its counters are not known");
});

test("networks that have a name are told by it", () => {
  show({ ...db, networks: ["192.0.2.40/29", "192.0.2.72/29"], names: ["branch", "partner"] });
  expect(texts()[0]).toContain("mysql: 2 source networks in 30 days (branch, partner), allowed: anyone.");
});

test("the button writes what is shown into the draft, and leads to the rule there", async () => {
  take.mockResolvedValue({ ok: true, value: { rule: "db" } });
  show(db);
  fireEvent.click(screen.getByRole("button", { name: "Narrow it in the draft: mysql" }));
  await vi.waitFor(() => expect(push).toHaveBeenCalledWith("/hosts/h/edit/services#rule-db"));
  expect(take).toHaveBeenCalledExactlyOnceWith({
    ...{ hostId: "h", rule: "db", kind: "narrow" },
    networks: db.networks,
    names: [],
  });
});

test("what nobody used can go, and what nobody was seen at has no button", () => {
  const none = { ...db, networks: [] };
  show({ ...none, rule: "idle", kind: "unused" }, { ...none, rule: "short", kind: "unseen", unseenDays: 2 });
  expect(texts()[0]).toContain("mysql: nobody used it for 30 days. Remove it?");
  expect(texts()[1]).toContain("packets came in on 2 days, and no look saw a connection");
  expect(screen.getAllByRole("button").map(({ textContent }) => textContent)).toEqual([
    "Remove it in the draft",
  ]);
});

// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import type { Entry } from "@/lib/core/adopt/account";
import { startingPolicy } from "@/lib/core/policy/roles";
import en from "@/messages/en";
import { AccountGroups } from "./account-groups";
import { toldAccount } from "./told-account";

afterEach(cleanup);

/** One live rule that the draft says in two. */
const both: Entry = {
  family: 4,
  table: "filter",
  chain: "INPUT",
  index: 0,
  line: null,
  text: "-A INPUT -p tcp -m multiport --dports 22,80,443 -j ACCEPT",
  kind: "fits",
  into: [
    { kind: "rule", id: "admin" },
    { kind: "rule", id: "web" },
  ],
  notes: [],
};

test("every rule that a live rule became is told, and the live rule once", () => {
  const policy = startingPolicy("public-web-server", { admin: ["192.0.2.10"] });
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <AccountGroups account={toldAccount([both])} policy={policy} />
    </IntlProvider>,
  );
  const [fits] = document.querySelectorAll("details");
  expect(fits?.textContent).toContain("admin may reach everything");
  expect(fits?.textContent).toContain("anyone may reach http, https");
  expect(fits?.textContent?.match(/--dports/g)).toHaveLength(1);
});

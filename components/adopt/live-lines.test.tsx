// @vitest-environment happy-dom
import { cleanup, fireEvent, render } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import type { Entry } from "@/lib/core/adopt/account";
import en from "@/messages/en";
import { Fold } from "../meaning/fold";
import { LiveLines } from "./live-lines";
import { toldAccount } from "./told-account";

afterEach(cleanup);

const bans = (count: number): Entry[] =>
  Array.from({ length: count }, (_, index) => ({
    family: 4,
    table: "filter",
    chain: "f2b-sshd",
    index,
    line: null,
    text: `-A f2b-sshd -s 192.0.2.${index}/32 -j REJECT`,
    kind: "foreign",
    owner: "fail2ban",
  }));
const lines = () => [...document.querySelectorAll("li")].map(({ textContent }) => textContent);

function show(count: number) {
  const [word] = toldAccount(bans(count)).foreign.words;
  if (word === undefined) throw new Error("no rules");
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <Fold title="Rules">{() => <LiveLines told={word[1]} />}</Fold>
    </IntlProvider>,
  );
}
function open() {
  const details = document.querySelector("details");
  if (details === null) throw new Error("nothing is folded");
  details.open = true;
  fireEvent(details, new Event("toggle"));
}

test("nothing is made of a folded list until it is opened, and it stays when it is folded again", () => {
  show(3);
  expect(lines()).toEqual([]);
  open();
  expect(lines()).toHaveLength(3);
  const details = document.querySelector("details") as HTMLDetailsElement;
  details.open = false;
  fireEvent(details, new Event("toggle"));
  expect(lines()).toHaveLength(3);
});

test("of a long list the first lines are there, then those that the page carries, then how many more there are", () => {
  show(130);
  open();
  expect(lines()).toHaveLength(7);
  expect(lines().at(-1)).toBe("Show 94 more");
  fireEvent.click(document.querySelector("button") as Element);
  expect(lines()).toHaveLength(101);
  expect(lines()[99]).toContain("192.0.2.99/32");
  expect(lines().at(-1)).toBe("And 30 more rules of this kind.");
});

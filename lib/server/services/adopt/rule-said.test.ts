import { expect, it } from "vitest";
import { type Entry, refKey } from "@/lib/core/adopt/account";
import { opaqueSaid } from "./rule-said";

const entry = (index: number, text: string, table = "filter"): Entry => ({
  family: 4,
  table,
  chain: "INPUT",
  index,
  line: null,
  text,
  kind: "opaque",
  because: "condition",
  detail: "",
});

it("says of each rule that has no word in a policy what it does, and on what it hangs", () => {
  const timed = entry(0, "-A INPUT -p tcp -m tcp --dport 6379 -m time --timestart 09:00:00 -j ACCEPT");
  const banned = entry(1, "-A INPUT -s 192.0.2.9/32 -m string --string evil --algo bm -j MYCHAIN");
  const said = opaqueSaid([timed, banned]);
  expect(said[refKey(timed)]).toMatchObject({ target: { code: "accept" } });
  expect(said[refKey(timed)]?.conditions.map(({ code }) => code)).toEqual(["protocol", "ports", "other"]);
  expect(said[refKey(banned)]?.conditions[0]).toMatchObject({
    code: "source",
    params: { value: "192.0.2.9" },
  });
});

it("says nothing of rules that are told otherwise", () => {
  const foreign: Entry = {
    ...entry(0, "-A f2b-sshd -s 192.0.2.9/32 -j REJECT"),
    kind: "foreign",
    owner: "fail2ban",
  };
  expect(opaqueSaid([foreign])).toEqual({});
});

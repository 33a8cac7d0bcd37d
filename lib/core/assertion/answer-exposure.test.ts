import { expect, it } from "vitest";
import type { ClaimService } from "@/lib/core/analysis/assertion/claim";
import type { Sources } from "@/lib/core/analysis/exposure/read-grid";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { answerCell, answerExposure } from "./answer-exposure";
import type { HostTables } from "./claims-question";

const table = (rules: string, output = "ACCEPT") =>
  `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ${output} [0:0]\n-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\n${rules}\nCOMMIT\n`;
const of = (four: string | null, six: string | null): HostTables => ({
  4: { tables: { live: four, chains: null }, host: null },
  6: six === null ? null : { tables: { live: six, chains: null }, host: null },
});
const ssh: readonly ClaimService[] = [{ kind: "protocol", protocol: 6, ports: [{ first: 22, last: 22 }] }];

function net(text: string): Sources {
  const entry = parseNetworkEntry(text);
  if ("fault" in entry) throw new RangeError(text);
  return [entry.range];
}

const open = table("-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT");
const open6 = table("-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT");

it("answers for each family that the host has, and says where tables are not understood", () => {
  const ask = { sources: [null, net("192.0.2.0/24")], services: [ssh] };
  expect(answerExposure({ of: of(open, open6), ...ask })).toEqual([
    { family: 4, cells: [["some"], ["everyone"]] },
    { family: 6, cells: [["everyone"], ["not-asked"]] },
  ]);
  expect(answerExposure({ of: of(null, null), ...ask })).toEqual([{ family: 4, cells: "unreadable" }]);
  expect(answerExposure({ of: of(open, "hello"), ...ask })[1]).toEqual({ family: 6, cells: "unreadable" });
});

const names = {
  networks: [
    { name: "office", entries: ["192.0.2.0/25", "192.0.2.128/25", "2001:db8:1::/48"] },
    { name: "desk", entries: ["192.0.2.7"] },
  ],
  panel: "203.0.113.9",
};

it("names who gets in where networks hold just them, and tells the rest as addresses", () => {
  const rules = ["192.0.2.7", "203.0.113.9", "198.51.100.0/24"].map(
    (source) => `-A INPUT -s ${source} -p tcp -m tcp --dport 22 -j ACCEPT`,
  );
  const ask = { of: of(table(rules.join("\n")), null), services: ssh, names };
  const [all] = answerCell({ ...ask, sources: null });
  expect(all?.found).toMatchObject({
    parts: [
      {
        open: {
          sources: {
            except: false,
            terms: [
              { kind: "network", name: "desk" },
              { kind: "panel", address: "203.0.113.9" },
              { kind: "addresses", text: "198.51.100.0/24" },
            ],
          },
        },
      },
    ],
  });
  // Of the office, what is not the desk: in few words, all but it.
  const [office] = answerCell({ ...ask, sources: net("192.0.2.0/24") });
  expect(office?.found).toMatchObject({
    parts: [{ shut: { sources: { except: true, terms: [{ kind: "network", name: "desk" }] } } }],
  });
});

it("tells one cell at length, with the rule that decides and the packet that is not answered", () => {
  const [four] = answerCell({ of: of(open, null), sources: null, services: ssh, names });
  expect(four).toMatchObject({
    family: 4,
    found: {
      cell: "some",
      mute: null,
      parts: [
        {
          open: {
            sources: { except: false, terms: [{ kind: "network", name: "office" }] },
            rule: { table: "filter", ref: { chain: "INPUT", index: 1 } },
          },
          shut: {
            sources: { except: true, terms: [{ kind: "network", name: "office" }] },
            rule: null,
          },
          depends: null,
        },
      ],
    },
  });
  const deaf = table(
    "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\n-A OUTPUT -p tcp -m tcp --sport 22 -j DROP",
  );
  const [mute] = answerCell({ of: of(deaf, null), sources: null, services: ssh, names });
  expect(mute?.found).toMatchObject({
    cell: "unanswered",
    mute: { leg: "answer", packet: { chain: "OUTPUT" }, rule: { ref: { chain: "OUTPUT", index: 0 } } },
  });
});

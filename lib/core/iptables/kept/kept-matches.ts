import { most8, most16, most32, most64 } from "../numbers";
import { type KeptExtension, says, takes, turns, turnsSaying } from "./kept-extension";
import {
  connectionBytes,
  connectionLabel,
  dscpClass,
  mobilityType,
  nodeMask,
  setSides,
  tosValue,
} from "./kept-meanings";
import { keptPolicy } from "./kept-policy";
import { keptStatistic } from "./kept-statistic";
import {
  hexNumber,
  maskedHex,
  name,
  network,
  number,
  oneOf,
  port,
  protocol,
  quoted,
  range,
  risingRange,
  text,
  word,
} from "./kept-values";

const anyNumber = "a whole number";

function spi(option: string, ...flags: readonly string[]): KeptExtension {
  return {
    options: {
      [option]: turns(range(most32, true), "an SPI, or FIRST:LAST"),
      ...Object.fromEntries(flags.map((flag) => [flag, says])),
    },
  };
}

/** An extension header of IPv6 with a length and a list of options. */
function headerOptions(stem: string): KeptExtension {
  return {
    options: {
      [`--${stem}-len`]: turns(number(most32), anyNumber),
      [`--${stem}-opts`]: takes(name, "a list of options"),
    },
  };
}

/** How often, or how much, an entry of a set was met. */
const counted = (what: string) => ({
  [`--${what}-eq`]: turns(number(most64), anyNumber),
  [`--${what}-lt`]: takes(number(most64), anyNumber),
  [`--${what}-gt`]: takes(number(most64), anyNumber),
});

const compared = (stem: string) =>
  Object.fromEntries(
    ["eq", "gt", "lt"].map((op) => [`--${stem}-${op}`, turns(number(most8), "a number from 0 to 255")]),
  );

/** Match extensions that are kept as text, by the name after `-m` (iptables 1.8.9, extensions/libxt_*.c). */
export const keptMatches: ReadonlyMap<string, KeptExtension> = new Map<string, KeptExtension>([
  [
    "ah",
    { options: { ...spi("--ahspi").options, "--ahlen": turns(number(most32), anyNumber), "--ahres": says } },
  ],
  [
    "bpf",
    {
      options: { "--bytecode": takes(quoted, "a program"), "--object-pinned": takes(name, "a path") },
      needs: [["--bytecode", "--object-pinned"]],
    },
  ],
  [
    "cgroup",
    {
      options: { "--path": turns(text, "a path"), "--cgroup": turns(number(most32), anyNumber) },
      needs: [["--path", "--cgroup"]],
      apart: [["--path", "--cgroup"]],
    },
  ],
  [
    "cluster",
    {
      options: {
        "--cluster-local-nodemask": turns(hexNumber(most32, 8), "a mask of 32 bits"),
        "--cluster-local-node": turns(nodeMask, "a node from 1 to 32", {
          prints: "--cluster-local-nodemask",
        }),
        "--cluster-total-nodes": takes(number(32, 1), "a number from 1 to 32"),
        "--cluster-hash-seed": takes(hexNumber(most32, 8), anyNumber),
      },
      needs: [
        ["--cluster-total-nodes"],
        ["--cluster-hash-seed"],
        ["--cluster-local-node", "--cluster-local-nodemask"],
      ],
      apart: [["--cluster-local-node", "--cluster-local-nodemask"]],
    },
  ],
  [
    "connbytes",
    {
      options: {
        "--connbytes": turns(connectionBytes, "FROM:TO"),
        "--connbytes-mode": takes(oneOf("packets", "bytes", "avgpkt"), "packets, bytes or avgpkt"),
        "--connbytes-dir": takes(oneOf("original", "reply", "both"), "original, reply or both"),
      },
      needs: [["--connbytes"], ["--connbytes-mode"], ["--connbytes-dir"]],
    },
  ],
  [
    "connlabel",
    {
      options: {
        "--label": turns(connectionLabel, "a label by name or 0 to 127"),
        "--set": says,
      },
      needs: [["--label"]],
    },
  ],
  ["cpu", { options: { "--cpu": turns(number(most32), anyNumber) }, needs: [["--cpu"]] }],
  [
    "devgroup",
    {
      options: { "--src-group": turns(maskedHex, "a group"), "--dst-group": turns(maskedHex, "a group") },
      needs: [["--src-group", "--dst-group"]],
    },
  ],
  [
    "dscp",
    {
      options: {
        "--dscp": turns(hexNumber(63, 2), "a number from 0 to 63"),
        "--dscp-class": turns(dscpClass, "a class such as EF, AF11 or CS1", { prints: "--dscp" }),
      },
      needs: [["--dscp", "--dscp-class"]],
      apart: [["--dscp", "--dscp-class"]],
    },
  ],
  ["dst", headerOptions("dst")],
  [
    "ecn",
    {
      options: {
        "--ecn-tcp-ece": turnsSaying,
        "--ecn-tcp-cwr": turnsSaying,
        "--ecn-ip-ect": turns(number(3), "0 to 3"),
      },
      needs: [["--ecn-tcp-ece", "--ecn-tcp-cwr", "--ecn-ip-ect"]],
    },
  ],
  ["esp", spi("--espspi")],
  ["eui64", { options: {} }],
  [
    "frag",
    {
      options: {
        "--fragid": turns(range(most32, true), "an id, or FIRST:LAST"),
        "--fraglen": turns(number(most32), anyNumber),
        "--fragres": says,
        "--fragfirst": says,
        "--fragmore": says,
        "--fraglast": says,
      },
      apart: [["--fragmore", "--fraglast"]],
    },
  ],
  ["hbh", headerOptions("hbh")],
  ["ipcomp", spi("--ipcompspi", "--compres")],
  [
    "ipv6header",
    { options: { "--header": turns(name, "a list of headers"), "--soft": says }, needs: [["--header"]] },
  ],
  [
    "ipvs",
    {
      options: {
        "--ipvs": turnsSaying,
        "--vproto": turns(protocol, "a protocol"),
        "--vaddr": turns(network, "an address"),
        "--vport": turns(port, "a port"),
        "--vdir": takes(oneOf("ORIGINAL", "REPLY"), "ORIGINAL or REPLY"),
        "--vmethod": turns(oneOf("GATE", "IPIP", "MASQ"), "GATE, IPIP or MASQ"),
        "--vportctl": turns(port, "a port"),
      },
      needs: [["--ipvs", "--vproto", "--vaddr", "--vport", "--vdir", "--vmethod", "--vportctl"]],
    },
  ],
  [
    "length",
    { options: { "--length": turns(range(most16), "a length, or FIRST:LAST") }, needs: [["--length"]] },
  ],
  ["mh", { options: { "--mh-type": turns(mobilityType, "a type, or FIRST:LAST") } }],
  ["nfacct", { options: { "--nfacct-name": takes(text, "a name") }, needs: [["--nfacct-name"]] }],
  [
    "osf",
    {
      options: {
        "--genre": turns(name, "a system"),
        "--ttl": takes(number(2), "0 to 2"),
        "--log": takes(number(2), "0 to 2"),
      },
      needs: [["--genre"]],
    },
  ],
  [
    "physdev",
    {
      options: {
        "--physdev-is-in": turnsSaying,
        "--physdev-in": turns(name, "an interface"),
        "--physdev-is-out": turnsSaying,
        "--physdev-out": turns(name, "an interface"),
        "--physdev-is-bridged": turnsSaying,
      },
      needs: [
        ["--physdev-in", "--physdev-out", "--physdev-is-in", "--physdev-is-out", "--physdev-is-bridged"],
      ],
    },
  ],
  [
    "pkttype",
    {
      options: {
        "--pkt-type": turns(
          word({
            unicast: "unicast",
            broadcast: "broadcast",
            multicast: "multicast",
            otherhost: "otherhost",
            host: "unicast",
            bcast: "broadcast",
            mcast: "multicast",
          }),
          "unicast, broadcast or multicast",
        ),
      },
      needs: [["--pkt-type"]],
    },
  ],
  ["policy", keptPolicy],
  ["quota", { options: { "--quota": turns(number(most64), anyNumber) }, needs: [["--quota"]] }],
  ["realm", { options: { "--realm": turns(maskedHex, "a realm") }, needs: [["--realm"]] }],
  [
    "rpfilter",
    { options: { "--loose": says, "--validmark": says, "--accept-local": says, "--invert": says } },
  ],
  [
    "rt",
    {
      options: {
        "--rt-type": turns(number(most32), anyNumber),
        "--rt-segsleft": turns(range(most32, true), "a number, or FIRST:LAST"),
        "--rt-len": turns(number(most32), anyNumber),
        "--rt-0-res": says,
        "--rt-0-addrs": takes(name, "addresses"),
        "--rt-0-not-strict": says,
      },
    },
  ],
  [
    "set",
    {
      options: {
        "--match-set": {
          values: 2,
          negatable: true,
          reads: [name, setSides],
          what: "src or dst, with commas between",
        },
        "--set": "--match-set",
        "--return-nomatch": says,
        "--update-counters": turnsSaying,
        "--update-subcounters": turnsSaying,
        ...counted("packets"),
        ...counted("bytes"),
      },
      needs: [["--match-set"]],
    },
  ],
  ["socket", { options: { "--transparent": says, "--nowildcard": says, "--restore-skmark": says } }],
  [
    "srh",
    {
      options: {
        "--srh-next-hdr": turns(number(most8), "a number from 0 to 255"),
        ...compared("srh-hdr-len"),
        ...compared("srh-segs-left"),
        ...compared("srh-last-entry"),
        "--srh-tag": turns(number(most16), "a number from 0 to 65535"),
        "--srh-psid": turns(name, "a prefix"),
        "--srh-nsid": turns(name, "a prefix"),
        "--srh-lsid": turns(name, "a prefix"),
      },
    },
  ],
  ["statistic", keptStatistic],
  [
    "tcpmss",
    { options: { "--mss": turns(risingRange(most16), "a size, or FIRST:LAST") }, needs: [["--mss"]] },
  ],
  ["tos", { options: { "--tos": turns(tosValue, "a value such as 0x10 or 0x10/0x3f") }, needs: [["--tos"]] }],
  ["u32", { options: { "--u32": turns(quoted, "a test") }, needs: [["--u32"]] }],
]);

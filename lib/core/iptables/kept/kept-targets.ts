import { most8, most16, most32, wholeNumber } from "../numbers";
import { type KeptExtension, says, takes } from "./kept-extension";
import { dscpClass, setSides, tosChange, tosValue } from "./kept-meanings";
import { hexNumber, host, maskedHex, name, number, oneOf, port, prefix, quoted, range } from "./kept-values";

const anyNumber = "a whole number";

/** One of set, decrease or increase of the hop limit. */
function hopLimit(stem: "hl" | "ttl"): KeptExtension {
  const names = [`--${stem}-set`, `--${stem}-dec`, `--${stem}-inc`];
  const options = names.map((option, at) => [
    option,
    takes(number(most8, at === 0 ? 0 : 1), "a number up to 255"),
  ]);
  return { options: Object.fromEntries(options), needs: [names], apart: [names] };
}

const prefixes: KeptExtension = {
  options: {
    "--src-pfx": takes(prefix(64), "a prefix of at most 64 bits"),
    "--dst-pfx": takes(prefix(64), "a prefix of at most 64 bits"),
  },
  needs: [["--src-pfx"], ["--dst-pfx"]],
};

const tosOptions = ["--set-tos", "--and-tos", "--or-tos", "--xor-tos"];
const setTarget = { values: 2, reads: [name, setSides], what: "src or dst, with commas between" };
const oneEcn = (most: number) => takes(number(most), `0 to ${most}`);

/** Target extensions that are kept as text, by the name after `-j` (iptables 1.8.9, extensions/libxt_*.c). */
export const keptTargets: ReadonlyMap<string, KeptExtension> = new Map<string, KeptExtension>([
  [
    "AUDIT",
    {
      options: { "--type": takes(oneOf("accept", "drop", "reject"), "accept, drop or reject") },
      needs: [["--type"]],
    },
  ],
  [
    "CLASSIFY",
    {
      options: {
        "--set-class": takes((value) => {
          const found = /^([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(value);
          return found && `${found[1]?.padStart(4, "0")}:${found[2]?.padStart(4, "0")}`.toLowerCase();
        }, "MAJOR:MINOR in hexadecimal"),
      },
      needs: [["--set-class"]],
    },
  ],
  [
    "CONNSECMARK",
    {
      options: { "--save": says, "--restore": says },
      needs: [["--save", "--restore"]],
      apart: [["--save", "--restore"]],
    },
  ],
  ["DNPT", prefixes],
  [
    "DSCP",
    {
      options: {
        "--set-dscp": takes(hexNumber(63, 2), "a number from 0 to 63"),
        "--set-dscp-class": takes(dscpClass, "a class such as EF, AF11 or CS1", { prints: "--set-dscp" }),
      },
      needs: [["--set-dscp", "--set-dscp-class"]],
      apart: [["--set-dscp", "--set-dscp-class"]],
    },
  ],
  [
    "ECN",
    {
      options: {
        "--ecn-tcp-remove": says,
        "--ecn-tcp-ece": oneEcn(1),
        "--ecn-tcp-cwr": oneEcn(1),
        "--ecn-ip-ect": oneEcn(3),
      },
      needs: [["--ecn-tcp-remove", "--ecn-tcp-ece", "--ecn-tcp-cwr", "--ecn-ip-ect"]],
      apart: [
        ["--ecn-tcp-remove", "--ecn-tcp-ece"],
        ["--ecn-tcp-remove", "--ecn-tcp-cwr"],
      ],
    },
  ],
  ["HL", hopLimit("hl")],
  [
    "HMARK",
    {
      options: {
        "--hmark-src-prefix": takes(name, "a prefix length"),
        "--hmark-dst-prefix": takes(name, "a prefix length"),
        "--hmark-sport-mask": takes(hexNumber(most16, 4), "a mask of 16 bits"),
        "--hmark-dport-mask": takes(hexNumber(most16, 4), "a mask of 16 bits"),
        "--hmark-spi-mask": takes(hexNumber(most32, 8), "a mask of 32 bits"),
        "--hmark-sport": takes(hexNumber(most16, 4), "16 bits"),
        "--hmark-dport": takes(hexNumber(most16, 4), "16 bits"),
        "--hmark-spi": takes(hexNumber(most32, 8), "32 bits"),
        "--hmark-proto-mask": takes(hexNumber(most16, 2), "a mask of 16 bits"),
        "--hmark-rnd": takes(hexNumber(most32, 8), anyNumber),
        "--hmark-mod": takes(number(most32, 1), "a number from 1"),
        "--hmark-offset": takes(number(most32), anyNumber),
        "--hmark-tuple": takes(name, "fields with commas between"),
      },
      needs: [["--hmark-mod"], ["--hmark-rnd"]],
      apart: [
        ["--hmark-spi-mask", "--hmark-sport-mask"],
        ["--hmark-spi-mask", "--hmark-dport-mask"],
      ],
    },
  ],
  [
    "IDLETIMER",
    {
      options: {
        "--timeout": takes(number(most32), "seconds"),
        "--label": takes(name, "a name"),
        "--alarm": says,
      },
      needs: [["--timeout"], ["--label"]],
    },
  ],
  [
    "LED",
    {
      options: {
        "--led-trigger-id": takes(quoted, "a name"),
        "--led-delay": takes(name, "milliseconds, or inf"),
        "--led-always-blink": says,
      },
      needs: [["--led-trigger-id"]],
    },
  ],
  [
    "NFQUEUE",
    {
      options: {
        "--queue-num": takes(number(most16), "a number from 0 to 65535"),
        "--queue-balance": takes(
          (value, family) => (value.includes(":") ? range(most16 - 1)(value, family) : null),
          "FIRST:LAST, at most 65534",
        ),
        "--queue-bypass": says,
        "--queue-cpu-fanout": says,
      },
      apart: [["--queue-num", "--queue-balance"]],
      also: [["--queue-cpu-fanout", "--queue-balance"]],
      first: (given) => (given.has("--queue-num") || given.has("--queue-balance") ? "" : "--queue-num 0"),
    },
  ],
  [
    "RATEEST",
    {
      options: {
        "--rateest-name": takes(name, "a name"),
        "--rateest-interval": takes(name, "a time"),
        "--rateest-ewmalog": takes(name, "a time"),
      },
      needs: [["--rateest-name"], ["--rateest-interval"], ["--rateest-ewmalog"]],
    },
  ],
  ["SECMARK", { options: { "--selctx": takes(name, "a context") }, needs: [["--selctx"]] }],
  [
    "SET",
    {
      options: {
        "--add-set": setTarget,
        "--exist": says,
        "--timeout": takes(number(most32), "seconds"),
        "--del-set": setTarget,
        "--map-set": setTarget,
        "--map-mark": says,
        "--map-prio": says,
        "--map-queue": says,
      },
      needs: [["--add-set", "--del-set", "--map-set"]],
    },
  ],
  ["SNPT", prefixes],
  [
    "SYNPROXY",
    {
      options: {
        "--sack-perm": says,
        "--timestamp": says,
        "--wscale": takes(number(most32), anyNumber),
        "--mss": takes(number(most32), anyNumber),
        "--ecn": says,
      },
    },
  ],
  [
    "TCPOPTSTRIP",
    {
      options: {
        "--strip-options": takes(
          (value) =>
            value.split(",").every((part) => /^[a-z]/.test(part) || wholeNumber(part, most8, 2) !== null)
              ? value
              : null,
          "TCP options by name or 2 to 255, with commas between",
        ),
      },
    },
  ],
  [
    "TEE",
    {
      options: { "--gateway": takes(host, "an address"), "--oif": takes(name, "an interface") },
      needs: [["--gateway"]],
    },
  ],
  [
    "TOS",
    {
      options: {
        "--set-tos": takes(tosValue, "a value such as 0x10 or 0x10/0x3f"),
        "--and-tos": takes(
          tosChange((bits) => [0, ~bits & most8]),
          "8 bits",
          { prints: "--set-tos" },
        ),
        "--or-tos": takes(
          tosChange((bits) => [bits, bits]),
          "8 bits",
          { prints: "--set-tos" },
        ),
        "--xor-tos": takes(
          tosChange((bits) => [bits, 0]),
          "8 bits",
          { prints: "--set-tos" },
        ),
      },
      needs: [tosOptions],
      apart: [tosOptions],
    },
  ],
  [
    "TPROXY",
    {
      options: {
        "--on-port": takes(port, "a port"),
        "--on-ip": takes(host, "an address"),
        "--tproxy-mark": takes(maskedHex, "a mark"),
      },
      needs: [["--on-port"]],
    },
  ],
  ["TRACE", { options: {} }],
  ["TTL", hopLimit("ttl")],
]);

/** Targets of iptables of which no more than the name is known; a name outside all lists is a chain. */
export const otherTargets: ReadonlySet<string> = new Set(
  "CLUSTERIP MIRROR QUEUE SAME TARPIT ULOG".split(" "),
);

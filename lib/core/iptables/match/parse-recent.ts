import { parseAddress } from "@/lib/core/net/address";
import { addressBits } from "@/lib/core/net/family";
import { most32, wholeNumber } from "../numbers";
import { expected, flag, type ModuleParser, negate, turnableFlag, valued } from "../parse-option";

const actions = ["set", "rcheck", "update", "remove"] as const;
/** Bytes of a list's name (XT_RECENT_NAME_LEN). */
const longestName = 199;
/** The kernel keeps fewer hits of an address, how many is a setting of its own (ip_pkt_list_tot). */
const mostHits = 0xffff;

/** The kernel makes a file of it, so that some names are none. */
function isListName(text: string): boolean {
  return text !== "" && text.length <= longestName && !text.includes("/") && text !== "." && text !== "..";
}

export const recentModule: ModuleParser = {
  options: {
    "--set": turnableFlag,
    "--rcheck": turnableFlag,
    "--update": turnableFlag,
    "--remove": turnableFlag,
    "--seconds": valued,
    "--reap": flag,
    "--hitcount": valued,
    "--rttl": flag,
    "--name": valued,
    "--mask": valued,
    "--rsource": flag,
    "--rdest": flag,
  },
  read: (given) => {
    const conflict = given.conflict(...actions.map((action) => `--${action}`));
    if (conflict !== null) return conflict;
    const action = actions.find((word) => given.has(`--${word}`));
    if (action === undefined) return given.lacks("--set, --rcheck, --update or --remove");
    const reap = given.get("--reap");
    const secondsToken = given.value("--seconds");
    if (reap !== undefined && secondsToken === undefined)
      return expected(reap.token, "--seconds before --reap");
    const sameHopLimit = given.get("--rttl");
    if (sameHopLimit !== undefined && (action === "set" || action === "remove")) {
      return expected(sameHopLimit.token, `not --rttl as well as --${action}`);
    }
    const seconds = secondsToken === undefined ? null : wholeNumber(secondsToken.text, most32, 1);
    if (secondsToken !== undefined && seconds === null) return expected(secondsToken, "a number of seconds");
    const hitsToken = given.value("--hitcount");
    const hits = hitsToken === undefined ? 0 : wholeNumber(hitsToken.text, mostHits);
    if (hitsToken !== undefined && hits === null)
      return expected(hitsToken, `a number from 0 to ${mostHits}`);
    const nameToken = given.value("--name");
    if (nameToken !== undefined && !isListName(nameToken.text)) {
      return expected(nameToken, `a name of 1 to ${longestName} signs without /`);
    }
    const maskToken = given.value("--mask");
    const mask = maskToken === undefined ? null : parseAddress(maskToken.text);
    if (maskToken !== undefined && mask?.family !== given.family) {
      return expected(maskToken, `a netmask of IPv${given.family}`);
    }
    // The later of the two counts.
    const [latest] = given
      .only("--rsource", "--rdest")
      .options.toSorted((a, b) => b.token.start - a.token.start);
    return [
      negate(
        {
          kind: "recent",
          action,
          name: nameToken?.text ?? "DEFAULT",
          side: latest?.name === "--rdest" ? "destination" : "source",
          seconds,
          hits: hits === 0 ? null : hits,
          reap: reap !== undefined,
          sameHopLimit: sameHopLimit !== undefined,
          mask: mask?.value ?? (1n << BigInt(addressBits(given.family))) - 1n,
        },
        given.get(`--${action}`)?.negated ?? false,
      ),
    ];
  },
};

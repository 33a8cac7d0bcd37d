import { entryFaultText, parseNetworkEntry } from "@/lib/core/net/network-entry";
import type { Assertion, Party } from "./assertion";
import { faultAt, type WordReader } from "./word-reader";
import { isKeyword, type Word } from "./words";

/** Texts that are meant as addresses, whether or not they are ones. */
const addressLike = /^(?=.*[\d:])[0-9a-f:.]*[:/][0-9a-f:./-]*$|^\d+(\.\d+)+(-.*)?$/i;

function readParty(reader: WordReader): Party {
  const { column } = reader;
  const word = reader.peek();
  if (word === null || word.text === "," || (!word.quoted && isKeyword(word.text))) {
    const what = "anyone, nobody, the name of a network or an address has to stand here.";
    throw faultAt("assertion-who", what, column, { found: word?.text ?? "" });
  }
  reader.next();
  return partyOf(word);
}

function partyOf({ text, quoted, column }: Word): Party {
  if (quoted) return { kind: "name", name: text };
  const entry = parseNetworkEntry(text);
  if (!("fault" in entry)) return { kind: "range", range: entry.range };
  if (!addressLike.test(text)) return { kind: "name", name: text };
  throw faultAt("assertion-address", entryFaultText(text, entry), column, {
    found: text,
    suggestion: entry.suggestion ?? "",
  });
}

function readList(reader: WordReader): Party[] {
  const parties = [readParty(reader)];
  while (reader.takeSeparator()) parties.push(readParty(reader));
  return parties;
}

/** `anyone`, `nobody`, either with `but …`, or a list of networks and addresses. */
export function readParties(reader: WordReader): { nobody: boolean; who: Assertion["who"] } {
  const nobody = reader.take("nobody");
  if (nobody || reader.takeOne(["anyone", "everyone"])) {
    return { nobody, who: { but: true, parties: reader.take("but") ? readList(reader) : [] } };
  }
  return { nobody, who: { but: false, parties: readList(reader) } };
}

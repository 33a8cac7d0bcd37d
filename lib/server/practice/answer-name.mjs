/**
 * The resolver of the practice internet: every name leads to the one machine outside, but those under `.invalid`.
 * Just enough of DNS (RFC 1035) for the look-ups of a C library.
 */
import { outside } from "./topology.mjs";

const HEADER = 12;
const A = 1;
const AAAA = 28;
const IN = 1;
/** A response, recursion desired and available; with NXDOMAIN. */
const FOUND = 0x8180;
const NO_SUCH_NAME = 0x8183;
/** A name that stands right behind the header. */
const SAME_NAME = 0xc00c;
const SECONDS = 60;

/** The name of the first question and where it ends, or null. */
function readName(query) {
  const labels = [];
  let at = HEADER;
  while (at < query.length && query[at] !== 0) {
    const length = query[at];
    if (length > 63 || at + 1 + length >= query.length) return null;
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return at + 5 <= query.length ? { name: labels.join("."), end: at + 1 } : null;
}

function addressOf(type) {
  if (type === A) return Buffer.from(outside.ipv4.split(".").map(Number));
  if (type !== AAAA) return null;
  const [head, tail] = outside.ipv6.split("::").map((half) => half.split(":"));
  const groups = [...head, ...Array(8 - head.length - tail.length).fill("0"), ...tail];
  return Buffer.from(groups.map((group) => group.padStart(4, "0")).join(""), "hex");
}

/** The answer to one query, or null: this is none. */
export function answerName(query) {
  if (query.length < HEADER || query.readUInt16BE(2) & 0x8000 || query.readUInt16BE(4) !== 1) return null;
  const question = readName(query);
  if (question === null) return null;
  const exists = !/(^|\.)invalid$/i.test(question.name);
  const address = exists ? addressOf(query.readUInt16BE(question.end)) : null;
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(exists ? FOUND : NO_SUCH_NAME, 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(address === null ? 0 : 1, 6);
  const asked = query.subarray(HEADER, question.end + 4);
  if (address === null) return Buffer.concat([header, asked]);
  const record = Buffer.alloc(HEADER);
  record.writeUInt16BE(SAME_NAME, 0);
  record.writeUInt16BE(query.readUInt16BE(question.end), 2);
  record.writeUInt16BE(IN, 4);
  record.writeUInt32BE(SECONDS, 6);
  record.writeUInt16BE(address.length, 10);
  return Buffer.concat([header, asked, record, address]);
}

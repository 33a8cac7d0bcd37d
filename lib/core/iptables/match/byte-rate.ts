/** The kernel keeps a rate in bytes as a cost for each 16 bytes of it (XT_HASHLIMIT_BYTE_SHIFT). */
const block = 16n;
const whole = 0xffffffffn;
const units = [
  ["m", 1n << 20n],
  ["k", 1n << 10n],
  ["", 1n],
] as const;

function costOf(bytes: bigint): bigint {
  return whole / (bytes / block + 1n);
}

function bytesOf(cost: bigint): bigint {
  return (whole / cost - 1n) * block;
}

/** `4kb` or `400mb` as a number of bytes; null where it is none. */
export function readBytes(text: string, ending: RegExp): bigint | null {
  const found = /^(\d{1,12})([mk]?)/i.exec(text);
  if (found === null || !ending.test(text.slice(found[0].length))) return null;
  const factor = units.find(([unit]) => unit === found[2])?.[1];
  return factor === undefined ? null : BigInt(found[1] ?? 0) * factor;
}

/** One pass through the kernel and print_bytes (libxt_hashlimit.c); the burst is kept as a multiple of the rate. */
function printed(bytes: bigint, burst: bigint | null): readonly [rate: string, burst: string | null] {
  const cost = costOf(bytes);
  const rate = bytesOf(cost);
  const [name, size] =
    units.find(([, unit]) => rate >= unit && costOf(rate - (rate % unit)) === cost) ?? units[2];
  const text = `${rate / size}${name}b/s`;
  if (burst === null) return [text, null];
  const spent = ((burst + rate - 1n) / rate) * rate;
  const [burstName, burstSize] = units.find(([, unit]) => spent >= unit) ?? units[2];
  return [text, `${spent / burstSize}${burstName}b`];
}

/** Why a rate in bytes is refused. */
export type ByteFault = "too-slow" | "too-fast" | "small-burst";

/** A rate in bytes as iptables-save prints it once it has settled; it is rounded at each pass. */
export function settledBytes(
  bytes: bigint,
  burst: bigint | null,
): { readonly rate: string; readonly burst: string | null } | ByteFault {
  if (bytes < block) return "too-slow";
  if (bytes >= whole * block) return "too-fast";
  if (burst !== null && burst < bytesOf(costOf(bytes))) return "small-burst";
  const [rate, burstText] = printed(bytes, burst);
  const rateAgain = readBytes(rate, /^b\/s$/) ?? bytes;
  const burstAgain = burstText === null ? null : readBytes(burstText, /^b$/);
  if (rateAgain === bytes && burstAgain === burst) return { rate, burst: burstText };
  return settledBytes(rateAgain, burstAgain);
}

/** A 48-bit number of a text as 12 hexadecimal digits (two FNV-1a passes); the same text always gives the same digits. */
function digest(text: string): string {
  const pass = (seed: number) => {
    let hash = seed;
    for (const character of text) {
      hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
    }
    return hash.toString(16).padStart(8, "0");
  };
  return (pass(0x811c9dc5) + pass(0x2f0b4a47)).slice(0, 12);
}

/**
 * Name of a rate table, 15 characters. The kernel keeps the old rate when a table of the same name exists at load, so
 * the rate is part of what the name is made from.
 */
export function rateTableName(ruleId: string, rate: string): string {
  return `sk-${digest(`${ruleId} ${rate}`)}`;
}

/** The same for a protection of ours, whose name begins with what it is for. */
export function protectionTableName(stem: string, rate: string): string {
  return `sk-${stem}-${digest(`${stem} ${rate}`)}`.slice(0, 15);
}

/** Prefix of a log line, at most 29 characters with the blank: who logs, and the id of the rule, cut where it is long. */
export function logPrefix(place: string): string {
  const room = 29 - "sekisho : ".length;
  const short = place.length <= room ? place : `${place.slice(0, room - 5)}~${digest(place).slice(0, 4)}`;
  return `sekisho ${short}: `;
}

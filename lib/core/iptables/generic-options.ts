import { lookup } from "./lookup";

/** Options of iptables itself, each by its short name. */
export type GenericOption =
  | "-A"
  | "-I"
  | "-s"
  | "-d"
  | "-i"
  | "-o"
  | "-p"
  | "-f"
  | "-m"
  | "-j"
  | "-g"
  | "-c"
  | "-4"
  | "-6";

const longNames: Readonly<Record<string, GenericOption>> = {
  "--append": "-A",
  "--insert": "-I",
  "--source": "-s",
  "--src": "-s",
  "--destination": "-d",
  "--dst": "-d",
  "--in-interface": "-i",
  "--out-interface": "-o",
  "--protocol": "-p",
  "--fragments": "-f",
  "--match": "-m",
  "--jump": "-j",
  "--goto": "-g",
  "--set-counters": "-c",
  "--ipv4": "-4",
  "--ipv6": "-6",
};

const shortNames: ReadonlySet<string> = new Set(Object.values(longNames));

function isShort(text: string): text is GenericOption {
  return shortNames.has(text);
}

/** The option of iptables itself that a word names in full; null when it is none. */
export function genericOption(text: string): GenericOption | null {
  return isShort(text) ? text : (lookup(longNames, text) ?? null);
}

/** The option that a long name is the beginning of, as getopt takes it; null when it is none or not only one. */
export function abbreviatedOption(text: string): GenericOption | null {
  if (!/^--[a-z]/.test(text)) return null;
  const meant = new Set(
    Object.entries(longNames)
      .filter(([name]) => name.startsWith(text) && name !== "--set-counters")
      .map(([, option]) => option),
  );
  return meant.size === 1 ? ([...meant][0] ?? null) : null;
}

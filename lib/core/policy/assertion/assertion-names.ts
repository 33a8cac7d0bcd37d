import type { Assertion } from "./assertion";
import { parseAssertion } from "./parse-assertion";
import { printAssertion } from "./print-assertion";

type Names = { readonly networks: readonly string[]; readonly services: readonly string[] };

const named = (items: readonly { readonly kind: string; readonly name?: string }[]) =>
  items.flatMap((item) => (item.kind === "name" && item.name !== undefined ? [item.name] : []));

/** The objects that one assertion names, as often as it does. */
export function namesOf({ who, services }: Assertion): Names {
  return { networks: named(who.parties), services: named(services) };
}

/** The objects that assertions name; a text that cannot be read names none. */
export function assertionNames(texts: readonly string[] | undefined): Names {
  const all = (texts ?? []).flatMap((text) => {
    const read = parseAssertion(text);
    return read.ok ? [namesOf(read.value)] : [];
  });
  return {
    networks: all.flatMap(({ networks }) => networks),
    services: all.flatMap(({ services }) => services),
  };
}

/** The text with its objects called otherwise; one that names none of them, or cannot be read, stays as it is written. */
export function renameInAssertion(
  text: string,
  network: (name: string) => string,
  service: (name: string) => string,
): string {
  const read = parseAssertion(text);
  if (!read.ok) return text;
  const { who, services } = read.value;
  const names = namesOf(read.value);
  const stays = names.networks.every((name) => network(name) === name);
  if (stays && names.services.every((name) => service(name) === name)) return text;
  return printAssertion({
    ...read.value,
    who: {
      ...who,
      parties: who.parties.map((party) =>
        party.kind === "name" ? { ...party, name: network(party.name) } : party,
      ),
    },
    services: services.map((one) => (one.kind === "name" ? { ...one, name: service(one.name) } : one)),
  });
}

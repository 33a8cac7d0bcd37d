import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Assertion } from "@/lib/core/policy/assertion/assertion";
import { namesOf } from "@/lib/core/policy/assertion/assertion-names";
import { parseAssertion } from "@/lib/core/policy/assertion/parse-assertion";
import { printAssertion } from "@/lib/core/policy/assertion/print-assertion";
import type { Objects } from "@/lib/core/policy/assertion/resolve-assertion";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { nearest } from "@/lib/core/policy/nearest";
import { builtInNetworks, everyService, type Policy } from "@/lib/core/policy/schema";
import { parsePolicy } from "@/lib/core/policy/validate";
import { BadInput, type CommandIo } from "./command";
import { type Arguments, single } from "./read-arguments";
import { readJson, readText } from "./read-json";
import { readNetwork } from "./read-networks";

/** One assertion, and where it stands: `--file`'s name and line; null where it was given as a word. */
export type AssertionLine = {
  readonly assertion: Assertion;
  readonly text: string;
  readonly place: string | null;
};

/** What names stand for; `builtIn` are networks that need no object. */
type Known = { readonly objects: Objects; readonly builtIn: readonly string[] };

/** What each name that nothing has may be, and how to say what it is. */
function unknownNames(assertion: Assertion, { objects, builtIn }: Known): readonly string[] {
  const { networks, services } = namesOf(assertion);
  const known = [...builtIn, ...objects.networks.map(({ name }) => name)];
  const offered = [everyService, ...objects.services.map(({ name }) => name)];
  const told = (name: string, what: string, names: readonly string[], advice: string) => {
    const near = nearest(name, names);
    return `there is no ${what} ${JSON.stringify(name)}${near === null ? "" : `: did you mean ${JSON.stringify(near)}?`} ${advice}`;
  };
  return [
    ...networks
      .filter((name) => !known.includes(name))
      .map((name) =>
        told(
          name,
          "network",
          known,
          "Say what it is with --network NAME=PREFIX, or name a policy with --policy",
        ),
      ),
    ...services
      .filter((name) => !offered.includes(name))
      .map((name) =>
        told(name, "service", offered, "Write tcp 443 or udp 53, or name a policy with --policy"),
      ),
  ];
}

function read(text: string, place: string | null, known: Known): AssertionLine {
  const parsed = parseAssertion(text);
  const where = place === null ? JSON.stringify(text) : place;
  if (!parsed.ok)
    throw new BadInput(`${where}: ${parsed.problems.map((problem) => problem.text).join("; ")}`);
  const unknown = unknownNames(parsed.value, known);
  if (unknown.length > 0) {
    throw new BadInput(`${where}: ${unknown.join("; ")}`);
  }
  return { assertion: parsed.value, text: printAssertion(parsed.value), place };
}

function readPolicy(path: string, io: CommandIo): Policy {
  const parsed = parsePolicy(readJson(path, io));
  if (parsed.ok) return parsed.value;
  throw new BadInput(`${path}: ${parsed.problems.map(({ text }) => text).join("; ")}`);
}

/** What names stand for, and the assertions that the words, `--file` and `--policy` give, in this order. */
export function readAssertions(
  words: readonly string[],
  args: Arguments,
  facts: HostFacts | null,
  io: CommandIo,
): { readonly objects: Objects; readonly lines: readonly AssertionLine[] } {
  const policyPath = single(args, "--policy");
  const policy = policyPath === undefined ? null : readPolicy(policyPath, io);
  const own = policy?.services ?? [];
  const objects: Objects = {
    networks: [...(args.values.get("--network") ?? []).map(readNetwork), ...(policy?.networks ?? [])],
    services: [...own, ...serviceCatalogue.filter(({ name }) => !own.some((one) => one.name === name))],
  };
  const known: Known = { objects, builtIn: facts?.connection ? builtInNetworks : ["anyone"] };
  const lines = words.map((word) => read(word, null, known));
  for (const path of args.values.get("--file") ?? []) {
    for (const [index, line] of readText(path, io).split("\n").entries()) {
      const text = line.replace(/(^|\s)#.*$/, "").trim();
      if (text !== "") lines.push(read(text, `${path}, line ${index + 1}`, known));
    }
  }
  for (const [index, text] of (policy?.assertions ?? []).entries()) {
    lines.push(read(text, `${policyPath}, assertions.${index}`, known));
  }
  return { objects, lines };
}

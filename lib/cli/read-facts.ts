import { type HostFacts, hostFactsSchema } from "@/lib/core/facts/host-facts";
import { BadInput, type CommandIo } from "./command";
import { type Arguments, single } from "./read-arguments";
import { readJson } from "./read-json";

/** The host facts that `--facts` names; null where it is not given. */
export function readFacts(args: Arguments, io: CommandIo): HostFacts | null {
  const path = single(args, "--facts");
  if (path === undefined) return null;
  const parsed = hostFactsSchema.safeParse(readJson(path, io));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BadInput(`${path} holds no host facts: ${issue?.path.join(".")}: ${issue?.message}`);
}

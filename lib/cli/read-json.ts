import { BadInput, type CommandIo } from "./command";

/** Reads a file; says in words why it cannot be read. */
export function readText(path: string, io: CommandIo): string {
  try {
    return io.readFile(path);
  } catch (fault) {
    const code = fault instanceof Error && "code" in fault ? fault.code : null;
    const reason =
      code === "ENOENT" ? "there is no such file" : fault instanceof Error ? fault.message : String(fault);
    throw new BadInput(`cannot read ${path}: ${reason}`);
  }
}

/** Reads a JSON file; bad input when it is none. */
export function readJson(path: string, io: CommandIo): unknown {
  const text = readText(path, io);
  try {
    return JSON.parse(text);
  } catch (fault) {
    throw new BadInput(`${path} is not JSON: ${fault instanceof Error ? fault.message : String(fault)}`);
  }
}

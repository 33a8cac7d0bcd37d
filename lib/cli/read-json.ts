import { BadInput, type CommandIo } from "./command";

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EISDIR: "it is a directory",
  EACCES: "it may not be read",
};

/** Reads a file without the mark that Windows programs begin a text with; says in words why it cannot be read. */
export function readText(path: string, io: CommandIo): string {
  try {
    return io.readFile(path).replace(/^\uFEFF/, "");
  } catch (fault) {
    if (fault instanceof BadInput) throw fault;
    const code = fault instanceof Error && "code" in fault ? String(fault.code) : "";
    const reason = reasons[code] ?? (fault instanceof Error ? fault.message : String(fault));
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

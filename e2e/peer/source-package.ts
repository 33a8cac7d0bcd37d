import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { cacheFolder, madeOnce } from "../rig/debian-tree";

const run = promisify(execFile);

/** The machine's own package sources, each turned into the one of its source packages. */
async function sourceLists(): Promise<readonly { readonly ending: string; readonly text: string }[]> {
  const folder = "/etc/apt/sources.list.d";
  const names = await readdir(folder).catch(() => [] as string[]);
  const files = ["/etc/apt/sources.list", ...names.map((name) => join(folder, name))];
  const lists = { list: "", sources: "" };
  for (const file of files) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (file.endsWith(".list")) lists.list += `${text.replace(/^deb\s/gm, "deb-src ")}\n`;
    if (file.endsWith(".sources")) lists.sources += `${text.replace(/^Types:.*$/gm, "Types: deb-src")}\n\n`;
  }
  return Object.entries(lists).map(([ending, text]) => ({ ending, text }));
}

/** apt-get with sources, lists and archives of its own, so that the machine's stay as they are. */
async function apt(folder: string, ...words: readonly string[]): Promise<void> {
  const own = [
    "Dir::Etc::SourceList=/dev/null",
    `Dir::Etc::SourceParts=${join(folder, "sources")}`,
    `Dir::State::Lists=${join(folder, "lists")}`,
    `Dir::Cache::Archives=${join(folder, "archives")}`,
    "APT::Sandbox::User=root",
  ];
  await run("apt-get", ["-qq", ...own.flatMap((option) => ["-o", option]), ...words], {
    cwd: folder,
    maxBuffer: 1 << 26,
  });
}

/** Downloads the source of a Debian package in the version that is installed here, and unpacks some of its files. */
async function unpack(name: string, version: string, files: string, into: string): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "sekisho-source-"));
  try {
    for (const part of ["sources", "lists/partial", "archives/partial"]) {
      await mkdir(join(folder, part), { recursive: true });
    }
    for (const { ending, text } of await sourceLists()) {
      await writeFile(join(folder, "sources", `own.${ending}`), text);
    }
    await apt(folder, "update");
    await apt(folder, "source", "--download-only", `${name}=${version}`);
    const archive = (await readdir(folder)).find((file) => /\.orig\.tar\.\w+$/.test(file));
    if (archive === undefined) throw new Error(`the source of ${name} ${version} holds no .orig.tar`);
    await mkdir(into, { recursive: true });
    const options = ["--strip-components=2", "--wildcards", "-C", into];
    await run("tar", ["-xf", join(folder, archive), ...options, `*/${files}`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The version of an installed Debian package, as its source is called. */
export async function installedVersion(name: string): Promise<string> {
  const { stdout } = await run("dpkg-query", ["-W", "-f", "$" + "{source:Version}", name]);
  return stdout.trim();
}

/** A folder with files out of the source of an installed Debian package, kept between runs; `files` as tar's pattern. */
export async function sourceFiles(name: string, files: string): Promise<string> {
  const version = await installedVersion(name);
  const folder = join(cacheFolder, `${name}-${version}-source`);
  return madeOnce(folder, (making) => unpack(name, version, files, making));
}

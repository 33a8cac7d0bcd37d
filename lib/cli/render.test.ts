import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { startingPolicy } from "@/lib/core/policy/roles";
import { render } from "./render";
import { run } from "./run";
import { schema } from "./schema";

/** Runs the command line on files that are given as texts. */
function sekisho(words: readonly string[], files: Readonly<Record<string, string>> = {}) {
  let stdout = "";
  let stderr = "";
  const code = run({ render, schema }, words, {
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
      return text;
    },
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
  });
  return { code, stdout, stderr };
}

const web = ["render", "--role", "public-web-server", "--source", "admin=192.0.2.10,2001:db8::10"];
const sandbox = ["render", "--role", "egress-sandbox", "--source", "destination=198.51.100.7"];

describe("sekisho render, of a role", () => {
  it.each(["restore", "ip6restore"] as const)(
    "%s prints the own chains of one family, readable by iptables",
    (format) => {
      const { code, stdout } = sekisho([...web, "--format", format]);
      expect(code).toBe(0);
      const parsed = parseSave(stdout, format === "restore" ? 4 : 6);
      const chains = parsed.ok
        ? parsed.value.tables.flatMap((table) => table.chains.map(({ name }) => name))
        : [];
      expect(chains).toEqual(["SEKISHO-FWD", "SEKISHO-IN", "SEKISHO-OUT"]);
      expect(stdout).toContain(format === "restore" ? "-s 192.0.2.10/32 " : "-s 2001:db8::10/128 ");
    },
  );

  it("--flat prints the whole table in the built-in chains", () => {
    const { stdout } = sekisho([...web, "--flat", "--format=restore"]);
    expect(stdout).toMatch(/^\*filter\n:INPUT DROP \[0:0\]\n:FORWARD DROP \[0:0\]\n:OUTPUT DROP \[0:0\]\n/);
    expect(stdout).not.toContain("SEKISHO");
  });

  it("script prints a script for both families that names its sources", () => {
    const { code, stdout } = sekisho([...web, "--format", "script"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^#!\/bin\/sh\n/);
    expect(stdout).toContain("# admin: 192.0.2.10, 2001:db8::10\n");
    expect(stdout).toContain("\nip6tables -P OUTPUT DROP\n");
  });

  it("--client chooses where the server is a client", () => {
    const atReply = sekisho([...web, "--client", "at-reply=http,dns", "--format", "restore"]).stdout;
    expect(atReply).toContain("--sport 80 --dport 1024:65535");
    const atRequest = sekisho([...web, "--client", "at-request=ntp", "--format", "restore"]).stdout;
    expect(atRequest).toContain("-A SEKISHO-OUT -p udp -m udp --dport 123 ");
    expect(sekisho([...web, "--client", "everything", "--format", "restore"]).stdout).toContain(
      "-A SEKISHO-OUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT",
    );
  });

  it("--client at-request=everything is what the first three roles begin with", () => {
    const asked = sekisho([...web, "--client", "at-request=everything", "--format", "script"]);
    expect(asked.code).toBe(0);
    expect(asked.stdout).toBe(sekisho([...web, "--format", "script"]).stdout);
  });

  it("says so when a source stands twice, and takes it once", () => {
    const twice = [...web, "--source", "admin=192.0.2.10", "--format", "restore"];
    const listed = [
      "render",
      "--role",
      "blank",
      "--source",
      "admin=192.0.2.10,192.0.2.10",
      "--format",
      "restore",
    ];
    for (const words of [twice, listed]) {
      const { code, stdout, stderr } = sekisho(words);
      expect(code).toBe(0);
      expect(stdout.match(/-A SEKISHO-IN -s 192\.0\.2\.10\/32/g)).toHaveLength(1);
      expect(stderr).toMatch(/twice|already/);
    }
  });

  it("--dns udp --replies none is the literal recipe of the sandbox", () => {
    const words = [...sandbox, "--dns", "udp", "--replies", "none", "--format", "restore"];
    const out = sekisho(words)
      .stdout.split("\n")
      .filter((line) => line.startsWith("-A SEKISHO-OUT"));
    expect(out.filter((line) => !line.includes("LOG") && !line.includes("--sport 68"))).toEqual([
      "-A SEKISHO-OUT -o lo -j ACCEPT",
      "-A SEKISHO-OUT -p udp -m udp --dport 53 -j ACCEPT",
      "-A SEKISHO-OUT -d 198.51.100.7/32 -j ACCEPT",
      "-A SEKISHO-OUT -j REJECT --reject-with icmp-port-unreachable",
    ]);
  });

  it("says on the error stream what a person should know", () => {
    const { code, stderr } = sekisho([...web, "--client", "at-reply", "--format", "restore"]);
    expect(code).toBe(0);
    expect(stderr).toContain("hears answers only from admin");
  });
});

describe("sekisho render, of a file", () => {
  const policy = startingPolicy("blank", { admin: ["192.0.2.10"] });

  it("reads a policy", () => {
    const { code, stdout } = sekisho(["render", "p.json", "--format", "restore"], {
      "p.json": JSON.stringify(policy),
    });
    expect(code).toBe(0);
    expect(stdout).toContain("-s 192.0.2.10/32");
  });

  it("reads a policy that begins with a byte order mark, and one whose name looks like an option", () => {
    const files = { "-p.json": `\uFEFF${JSON.stringify(policy)}` };
    expect(sekisho(["render", "--format", "restore", "--", "-p.json"], files).code).toBe(0);
  });

  it("refuses a policy with errors, says where they are, and prints no rules", () => {
    const wrong = { ...policy, networks: [{ name: "admin", entries: ["192.0.2.9/27"], note: "" }] };
    const { code, stdout, stderr } = sekisho(["render", "p.json", "--format", "restore"], {
      "p.json": JSON.stringify(wrong),
    });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Did you mean 192.0.2.0/27? (networks.0.entries.0)");
  });

  it.each<[string, string, RegExp]>([
    ["no JSON", "{", /is not JSON/],
    ["no policy", "[]", /A policy is a JSON object, \{ … \}; found \[\]/],
    [
      "another form",
      JSON.stringify({ ...policy, schema: "sekisho-policy/9" }),
      /Write "schema": "sekisho-policy\/1"/,
    ],
    ["no form", JSON.stringify({ ...policy, schema: undefined }), /does not say its form/],
    ["a missing part", JSON.stringify({ ...policy, client: undefined }), /needs "client" here \(object\)/],
    [
      "an unknown key, with the way to it",
      JSON.stringify({ ...policy, client: { ...policy.client, colour: "red" } }),
      /\(client\.colour\)/,
    ],
    [
      "an unknown role",
      JSON.stringify({ ...policy, purposes: [{ id: "x", role: "game", rules: [] }] }),
      /is no role/,
    ],
  ])("refuses %s", (_, text, words) => {
    const { code, stderr } = sekisho(["render", "p.json", "--format", "restore"], { "p.json": text });
    expect(code).toBe(2);
    expect(stderr).toMatch(words);
  });
});

describe("bad input ends with code 2 and says what to do", () => {
  const format = ["--format", "restore"];
  it.each<[string, string[], RegExp]>([
    ["no command", [], /Usage: sekisho COMMAND/],
    ["unknown command", ["rendr"], /no command "rendr"/],
    ["nothing to render", ["render", ...format], /name a policy file, or a role/],
    ["no such file", ["render", "none.json", ...format], /there is no such file/],
    ["no format", web, /--format is missing; choose one of script/],
    ["unknown format", [...web, "--format", "yaml"], /"yaml" is not known/],
    ["unknown role", ["render", "--role", "game", ...format], /choose one of public-web-server/],
    [
      "unknown source",
      [...web, "--source", "hq=192.0.2.0/27", ...format],
      /has no source hq; it takes admin/,
    ],
    [
      "missing source",
      ["render", "--role", "file-server", ...format],
      /add --source admin=PREFIX --source hq=PREFIX/,
    ],
    ["source without a value", [...web, "--source", "admin=", ...format], /is empty/],
    ["source without a name", [...web, "--source", "=192.0.2.9", ...format], /has no name before "="/],
    ["a word like an option", ["render", "-p.json", ...format], /"-p.json" is no option/],
    ["source without =", [...web, "--source", "admin", ...format], /has no "="/],
    [
      "host bits",
      ["render", "--role", "blank", "--source", "admin=192.0.2.9/27", ...format],
      /Did you mean 192.0.2.0\/27\?/,
    ],
    ["unknown service", [...web, "--client", "at-request=htps", ...format], /Did you mean https\?/],
    ["services of everything", [...web, "--client", "everything=http", ...format], /takes no services/],
    [
      "--client of the sandbox",
      [...sandbox, "--client", "everything", ...format],
      /--dns and --replies instead/,
    ],
    ["--dns of another role", [...web, "--dns", "udp", ...format], /belong to the role egress-sandbox/],
    ["unknown option", [...web, "--fast", ...format], /"--fast" is no option/],
    ["option without a value", ["render", "--role"], /--role needs a value/],
    ["option given twice", [...web, ...format, ...format], /may be given once/],
    ["file and role", ["render", "p.json", "--role", "blank", ...format], /does not go with a policy file/],
    ["facts that are none", [...web, ...format, "--facts", "f.json"], /holds no host facts/],
  ])("%s", (_, words, expected) => {
    const { code, stdout, stderr } = sekisho(words, { "p.json": "{}", "f.json": "{}" });
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(expected);
  });
});

describe("help", () => {
  it.each([["--help"], ["render", "--help"], ["schema", "--help"]])(
    "%s goes to stdout with code 0",
    (...words) => {
      const { code, stdout, stderr } = sekisho(words);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      expect(stdout).toContain("Usage: sekisho");
    },
  );

  it("sekisho schema prints JSON", () => {
    expect(JSON.parse(sekisho(["schema"]).stdout)).toHaveProperty("properties.networks");
  });
});

import { describe, expect, it } from "vitest";
import { normalize } from "./normalize";
import { run } from "./run";

function sekisho(text: string, ...words: string[]) {
  let out = "";
  let err = "";
  const code = run({ normalize }, ["normalize", ...words], {
    readFile: (path) => {
      if (path !== "-" && path !== "rules") {
        throw Object.assign(new Error(`no file ${path}`), { code: "ENOENT" });
      }
      return text;
    },
    stdout: (part) => {
      out += part;
    },
    stderr: (part) => {
      err += part;
    },
  });
  return { code, out, err };
}

const pasted = `*filter
  -A INPUT -j ACCEPT --dport 22 -p tcp -s 192.0.2.9/24\r
:INPUT DROP
`;
const form = `*filter
:INPUT DROP [0:0]
-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
`;

describe("sekisho normalize", () => {
  it("prints the kernel's form of a pasted file, and says beside it what was missing", () => {
    const written = pasted.replace("-j ACCEPT --dport 22 -p tcp", "-p tcp -j ACCEPT --dport 22");
    const { code, out, err } = sekisho(written, "rules");
    expect({ code, out }).toEqual({ code: 0, out: form });
    expect(err).toContain("no COMMIT");
  });

  it("prints what it printed as it is, from standard input too", () => {
    expect(sekisho(form, "-")).toEqual({ code: 0, out: form, err: "" });
  });

  it("reads command lines, of the family that the first one is of", () => {
    const commands =
      "#!/bin/sh\nsudo ip6tables -P INPUT DROP\nip6tables -A INPUT -s 2001:db8::9/32 -j ACCEPT\n";
    const { code, out } = sekisho(commands, "rules");
    expect(code).toBe(0);
    expect(out).toBe(
      "*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT -s 2001:db8::/32 -j ACCEPT\nCOMMIT\n",
    );
  });

  it("answers in JSON, good or bad", () => {
    expect(JSON.parse(sekisho(form, "rules", "--json").out)).toEqual({ text: form, problems: [] });
    const bad = sekisho(form.replace("22", "70000"), "rules", "--json");
    expect(bad.code).toBe(2);
    expect(JSON.parse(bad.out)).toMatchObject({
      text: null,
      problems: [{ code: "save-syntax", severity: "error", line: 3, column: 48 }],
    });
  });

  it("ends with 2, the place and no output where the text cannot be read", () => {
    const { code, out, err } = sekisho(pasted, "rules");
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain("Line 2, column 22: expected -p tcp or -p udp before --dport");
    expect(sekisho("", "gone").code).toBe(2);
    expect(sekisho("", "rules", "rules").code).toBe(2);
    expect(sekisho(form, "rules", "--family", "6").code).toBe(2);
  });
});

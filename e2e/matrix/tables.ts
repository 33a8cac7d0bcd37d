/**
 * Who reaches what, for each role: written by hand from the description of the roles, never computed.
 * Rows are the ends of the new connection, columns its service; `80<1024` comes from a privileged source port.
 * `+` works · `.` silence (dropped) · `r` refused at once · `x` the sender's own kernel forbids it.
 */
export type Expectation = {
  readonly name: string;
  /** Words for `sekisho render`, without the sources. */
  readonly render: readonly string[];
  readonly sources: readonly Source[];
  readonly inbound: string;
  readonly outbound: string;
};

export type Source = "admin" | "hq" | "branch" | "partner" | "destination";

/** Everything out and its replies in: the VPS as a client is free. */
const everythingOut = `
             tcp22 tcp25 tcp53 tcp80 tcp443 tcp9999 udp53 udp123 udp9999
stranger     +     +     +     +     +      +       +     +      +
admin        +     +     +     +     +      +       +     +      +
`;

/** Nothing leaves: a dropped SYN is silence for the program, a dropped datagram an error of its own kernel. */
const nothingOut = `
             tcp22 tcp25 tcp53 tcp80 tcp443 tcp9999 udp53 udp123 udp9999
stranger     .     .     .     .     .      .       x     x      x
`;

export const expectations: readonly Expectation[] = [
  {
    name: "public web server",
    render: ["--role", "public-web-server"],
    sources: ["admin"],
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp993 tcp9999 udp53 udp9999
admin        +     +     +     +       +      +      +       +     +
terminal     .     .     +     .       +      .      .       .     .
branch       .     .     +     .       +      .      .       .     .
partner      .     .     +     .       +      .      .       .     .
stranger     .     .     +     .       +      .      .       .     .
`,
    outbound: everythingOut,
  },
  {
    name: "public web server, replies as in the classic recipe",
    render: ["--role", "public-web-server", "--client", "at-reply=http,https,dns,ntp"],
    sources: ["admin"],
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp993 tcp9999 udp53 udp9999
admin        +     +     +     +       +      +      +       +     +
stranger     .     .     +     .       +      .      .       .     .
`,
    // All leaves, answers come from the chosen services only, and from the source whose rule is "all".
    outbound: `
             tcp22 tcp25 tcp53 tcp80 tcp443 tcp9999 udp53 udp123 udp9999
stranger     .     .     +     +     +      .       +     +      .
admin        +     +     +     +     +      +       +     +      +
`,
  },
  {
    name: "public web server that asks for chosen services only",
    render: ["--role", "public-web-server", "--client", "at-request=https,dns"],
    sources: ["admin"],
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp993 tcp9999 udp53 udp9999
admin        +     +     +     +       +      +      +       +     +
stranger     .     .     +     .       +      .      .       .     .
`,
    outbound: `
             tcp22 tcp25 tcp53 tcp80 tcp443 tcp9999 udp53 udp123 udp9999
stranger     .     .     +     .     +      .       +     x      x
`,
  },
  {
    name: "internal company server",
    render: ["--role", "internal-server"],
    sources: ["hq", "branch", "partner"],
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp993 tcp9999 udp53 udp9999
admin        +     +     +     +       +      +      +       +     +
terminal     +     +     +     +       +      +      +       +     +
branch       +     +     +     +       +      +      +       +     +
partner      .     .     +     .       +      .      .       .     .
stranger     .     .     .     .       .      .      .       .     .
`,
    outbound: everythingOut,
  },
  {
    name: "internal company server without a partner",
    render: ["--role", "internal-server"],
    sources: ["hq", "branch"],
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp993 tcp9999 udp53 udp9999
terminal     +     +     +     +       +      +      +       +     +
partner      .     .     .     .       .      .      .       .     .
stranger     .     .     .     .       .      .      .       .     .
`,
    outbound: everythingOut,
  },
  {
    name: "shared file server",
    render: ["--role", "file-server"],
    sources: ["admin", "hq", "branch"],
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp993 tcp9999 udp53 udp9999
admin        +     +     +     +       +      +      +       +     +
terminal     +     .     +     .       +      .      .       .     .
branch       +     .     +     .       +      .      .       .     .
partner      .     .     +     .       +      .      .       .     .
stranger     .     .     +     .       +      .      .       .     .
`,
    outbound: everythingOut,
  },
  {
    name: "egress sandbox, the literal recipe",
    render: ["--role", "egress-sandbox", "--dns", "udp", "--replies", "none"],
    sources: ["destination"],
    // What comes in is left alone, but its answers cannot leave, except to the named destination.
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp993 tcp9999 udp9999
admin        .     .     .     .       .      .      .       .
stranger     .     .     .     .       .      .      .       .
destination  +     +     +     +       +      +      +       +
`,
    outbound: `
             tcp22 tcp25 tcp53 tcp80 tcp443 tcp9999 udp53 udp123 udp9999
destination  +     +     +     +     +      +       +     +      +
stranger     r     r     r     r     r      r       +     x      x
admin        r     r     r     r     r      r       +     x      x
`,
  },
  {
    name: "egress sandbox that answers its administrator, with DNS over both",
    render: ["--role", "egress-sandbox", "--dns", "both", "--replies", "admin"],
    sources: ["destination", "admin"],
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp993 tcp9999 udp9999
admin        +     +     +     +       +      +      +       +
stranger     .     .     .     .       .      .      .       .
destination  +     +     +     +       +      +      +       +
`,
    outbound: `
             tcp22 tcp25 tcp53 tcp80 tcp443 tcp9999 udp53 udp123 udp9999
destination  +     +     +     +     +      +       +     +      +
stranger     r     r     +     r     r      r       +     x      x
admin        r     r     +     r     r      r       +     x      x
`,
  },
  {
    name: "egress sandbox that answers everybody and asks no resolver",
    render: ["--role", "egress-sandbox", "--dns", "off", "--replies", "all"],
    sources: ["destination"],
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp993 tcp9999 udp53 udp9999
admin        +     +     +     +       +      +      +       +     +
stranger     +     +     +     +       +      +      +       +     +
`,
    outbound: `
             tcp22 tcp25 tcp53 tcp80 tcp443 tcp9999 udp53 udp123 udp9999
destination  +     +     +     +     +      +       +     +      +
stranger     r     r     r     r     r      r       x     x      x
`,
  },
  {
    name: "mail server",
    render: ["--role", "mail-server"],
    sources: ["admin"],
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp110 tcp143 tcp443 tcp465 tcp587 tcp993 tcp995 tcp9999 udp53 udp9999
admin        +     +     +     +       +      +      +      +      +      +      +      +       +     +
stranger     .     +     .     .       .      .      .      +      +      +      .      .       .     .
partner      .     +     .     .       .      .      .      +      +      +      .      .       .     .
`,
    outbound: `
             tcp22 tcp25 tcp53 tcp80 tcp443 tcp9999 udp53 udp123 udp9999
stranger     .     +     +     .     +      .       +     x      x
`,
  },
  {
    name: "blank",
    render: ["--role", "blank"],
    sources: ["admin"],
    inbound: `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp993 tcp9999 udp53 udp9999
admin        +     +     +     +       +      +      +       +     +
terminal     .     .     .     .       .      .      .       .     .
stranger     .     .     .     .       .      .      .       .     .
`,
    outbound: nothingOut,
  },
];

/** Two roles on one VPS, told apart by the address that is asked: the first has the one, the second the other. */
export const perAddress = {
  name: "public web server on one address, mail server on the other",
  inbound: [
    `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp465 tcp587 tcp993 tcp9999 udp53 udp9999
admin        +     +     +     +       +      +      +      +      +       +     +
stranger     .     .     +     .       +      .      .      .      .       .     .
partner      .     .     +     .       +      .      .      .      .       .     .
`,
    `
             tcp22 tcp25 tcp80 80<1024 tcp443 tcp465 tcp587 tcp993 tcp9999 udp53 udp9999
admin        +     +     +     +       +      +      +      +      +       +     +
stranger     .     +     .     .       .      +      +      +      .       .     .
partner      .     +     .     .       .      +      +      +      .       .     .
`,
  ],
} as const;

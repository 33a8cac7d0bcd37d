import { most32 } from "../numbers";
import { expected, type Fault, type Given, type Option } from "../parse-option";
import { type KeptExtension, type KeptOption, says, takes, turns } from "./kept-extension";
import { hexNumber, name, network, number, oneOf } from "./kept-values";

/** Options of one element of a policy; with `--strict` elements follow each other with `--next` between. */
const many = (option: KeptOption): KeptOption => ({ ...option, many: true });

/** The options of each element. */
function elements(given: Given): readonly (readonly Option[])[] {
  const parts: Option[][] = [[]];
  for (const option of given.options.toSorted((a, b) => a.token.start - b.token.start)) {
    if (option.name === "--next") parts.push([]);
    else if (!["--dir", "--pol", "--strict"].includes(option.name)) parts.at(-1)?.push(option);
  }
  return parts;
}

function checkElement(element: readonly Option[], given: Given): Fault | null {
  if (given.has("--strict") && element.length === 0) return given.lacks("--reqid, --spi, --proto or --mode");
  const tunnel = element.find((option) => option.name.startsWith("--tunnel-"));
  const mode = element.find((option) => option.name === "--mode");
  const isTunnel = mode !== undefined && (mode.values[0]?.text === "tunnel") !== mode.negated;
  return tunnel !== undefined && !isTunnel ? expected(tunnel.token, "--mode tunnel beside it") : null;
}

/** `-m policy`: what IPsec did with a packet, or will do. */
export const keptPolicy: KeptExtension = {
  options: {
    "--dir": takes(oneOf("in", "out"), "in or out"),
    "--pol": takes(oneOf("none", "ipsec"), "none or ipsec"),
    "--strict": says,
    "--reqid": many(turns(number(most32), "a whole number")),
    "--spi": many(turns(hexNumber(most32), "an SPI")),
    "--proto": many(turns(name, "a protocol")),
    "--mode": many(turns(oneOf("transport", "tunnel"), "transport or tunnel")),
    "--tunnel-dst": many(turns(network, "an address or prefix")),
    "--tunnel-src": many(turns(network, "an address or prefix")),
    "--next": many(says),
  },
  needs: [["--dir"]],
  also: [["--next", "--strict"]],
  ordered: true,
  check: (given) => {
    for (const element of elements(given)) {
      const fault = checkElement(element, given);
      if (fault !== null) return fault;
    }
    return null;
  },
};

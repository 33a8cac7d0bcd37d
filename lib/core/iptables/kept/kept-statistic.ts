import { most32, wholeNumber } from "../numbers";
import { expected } from "../parse-option";
import { type KeptExtension, takes, turns } from "./kept-extension";
import { number, oneOf, type ReadValue } from "./kept-values";

/** Steps in which the kernel keeps a probability. */
const steps = 0x80000000;

const probability: ReadValue = (text) => {
  const value = /^\d*\.?\d+$|^\d+\.$/.test(text) ? Number(text) : Number.NaN;
  return value >= 0 && value <= 1 ? (Math.round(value * steps) / steps).toFixed(11) : null;
};

/** `-m statistic`: by chance, or every so many packets. */
export const keptStatistic: KeptExtension = {
  options: {
    "--mode": takes(oneOf("random", "nth"), "random or nth"),
    "--probability": turns(probability, "a probability from 0 to 1"),
    "--every": turns(number(most32, 1), "a number from 1"),
    "--packet": takes(number(most32), "a whole number"),
  },
  needs: [["--mode"]],
  apart: [
    ["--probability", "--every"],
    ["--probability", "--packet"],
  ],
  also: [
    ["--every", "--packet"],
    ["--packet", "--every"],
  ],
  check: (given) => {
    const random = given.value("--mode")?.text === "random";
    if (random !== given.has("--probability"))
      return given.lacks(random ? "--probability" : "--every and --packet");
    const every = wholeNumber(given.value("--every")?.text ?? "", most32);
    const packet = given.value("--packet");
    const at = wholeNumber(packet?.text ?? "", most32);
    return packet !== undefined && every !== null && at !== null && at >= every
      ? expected(packet, `a number below ${every}`)
      : null;
  },
};

import * as z from "zod";
import type { Question } from "./explain-view";

/** A field as it was typed, or as it stands in an address: an address bar can hold anything. */
const typed = z.string().trim().max(200).catch("").default("");

/** A word out of a few; what means nothing is the first of them. */
function word<const Words extends readonly [string, ...string[]]>(...words: Words) {
  return z.enum(words).catch(words[0]).default(words[0]);
}

const questionShape = {
  rules: word("live", "confirmed", "draft"),
  way: word("in", "out", "through"),
  from: typed,
  to: typed,
  proto: typed.transform((text) => (text === "" ? "tcp" : text.toLowerCase())),
  port: typed,
  state: word("new", "open", "reply", "related", "invalid", "untracked"),
  family: word("", "4", "6"),
  sport: typed,
  icmp: typed,
  in: typed,
  out: typed,
  flags: typed,
  user: typed,
  show: typed,
};

/** A question from the address bar; whatever is not said has its default. */
export const questionSchema: z.ZodType<Question> = z.object(questionShape);

/** The names under which a question stands in the address bar. */
export const questionKeys = Object.keys(questionShape) as readonly (keyof Question)[];

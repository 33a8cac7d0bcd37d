import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

/** The type scale is named by its pixels, which tailwind-merge would otherwise take for colours. */
const merge = extendTailwindMerge({
  extend: { classGroups: { "font-size": [{ text: ["12", "13", "14", "16", "20", "28"] }] } },
});

/** Joins class names; of two Tailwind classes for the same thing the later one wins. */
export function cn(...classes: ClassValue[]): string {
  return merge(clsx(classes));
}

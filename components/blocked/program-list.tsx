import type { BlockedRow } from "@/lib/server/services/blocked/blocked-view";
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover";
import type { BlockedTranslator } from "./row-parts";

/** So many programs are named one by one. */
const mostNamed = 3;

type ProgramListProps = {
  t: BlockedTranslator;
  user: string;
  programs: NonNullable<BlockedRow["programs"]>;
};

/**
 * What ran as the account when the line was read: some by name, and all of them one press away. What sent the packet may
 * have ended before, so none of them is said to have done it.
 */
export function ProgramList({ t, user, programs }: ProgramListProps) {
  if (programs.length === 0) return t("programs.none", { user });
  const named = programs.slice(0, mostNamed).join(", ");
  const others = programs.length - mostNamed;
  if (others <= 0) return t("programs.several", { user, programs: named });
  return t.rich("programs.many", {
    user,
    programs: named,
    count: others,
    more: (words) => (
      <Popover>
        <PopoverTrigger
          title={programs.join(", ")}
          className="rounded-1 text-left underline decoration-dotted underline-offset-2 hover:text-ink"
        >
          {words}
        </PopoverTrigger>
        <PopoverContent aria-label={t("programs.label")}>
          <p className="text-12 text-ink-2">{t("programs.label")}</p>
          <ul className="mt-1 columns-2 gap-x-6 font-mono text-12">
            {programs.map((program) => (
              <li key={program} className="break-words">
                {program}
              </li>
            ))}
          </ul>
        </PopoverContent>
      </Popover>
    ),
  });
}

import "server-only";
import { analyse } from "./analyse";

/** Enough rules to pass through the code that a review needs, few enough for a fraction of a second. */
const rules = 24;

function tables(family: 4 | 6, firstPort: number): string {
  const lines = Array.from({ length: rules }, (_, at) => {
    const source = family === 4 ? `198.51.100.${at}` : `2001:db8::${at}`;
    return `-A INPUT -s ${source} -p tcp -m tcp --dport ${firstPort + at} -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT`;
  });
  const filter = ["*filter", ":INPUT DROP [0:0]", ":FORWARD DROP [0:0]", ":OUTPUT ACCEPT [0:0]", ...lines];
  return `${filter.join("\n")}\nCOMMIT\n`;
}

/**
 * Starts the analysis thread and lets it answer a question like those of a review, so that the first review finds its
 * code loaded and compiled. Nobody has to wait for it; it resolves always, to whether there was an answer.
 */
export async function warmUp(): Promise<boolean> {
  const family = (one: 4 | 6) => ({
    before: { live: tables(one, 1024), chains: null },
    after: { live: tables(one, 1025), chains: null },
    host: null,
  });
  const answered = await analyse("meaning", {
    sides: { 4: family(4), 6: family(6) },
    names: { networks: [], services: [], panel: null },
  });
  return answered.ok;
}

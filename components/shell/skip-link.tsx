/** The first thing that Tab reaches: past the rail, to the page. */
export function SkipLink({ label }: { label: string }) {
  return (
    <a
      href="#main"
      className="fixed top-2 left-2 z-50 -translate-y-16 rounded-2 bg-ink px-3 py-2 text-paper focus:translate-y-0"
    >
      {label}
    </a>
  );
}

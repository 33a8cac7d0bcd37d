/** What an archived host is stored as, so that its name is free for another one. */
export function archivedName(name: string, archivedAt: Date): string {
  return `${name} (archived ${archivedAt.toISOString()})`;
}

/** The name that a host had, and has for its readers: when it was archived is told beside it, in their language. */
export function shownName({
  name,
  archivedAt,
}: {
  readonly name: string;
  readonly archivedAt: Date | null;
}): string {
  if (archivedAt === null) return name;
  const [was = name] = name.split(/ \(archived [0-9TZ:.-]+\)$/);
  return was;
}

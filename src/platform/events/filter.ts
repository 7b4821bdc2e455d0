/** Which events someone wants. An empty filter wants all. */
export interface EventFilter {
  /** Exact types, and families with a star at the end: `score.changed`, `game.*`, `*`. */
  types?: readonly string[] | undefined;
  subject?: string | undefined;
}

/** What {@link EventFilter.types} may hold. */
export const EVENT_TYPE_PATTERN = /^(?:\*|[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)*(?:\.\*)?)$/;

/** The prefix of a family (`game.` of `game.*`, nothing of `*`), or undefined for an exact type. */
export const familyPrefix = (pattern: string): string | undefined =>
  pattern.endsWith("*") ? pattern.slice(0, -1) : undefined;

/** Whether an event is wanted. */
export function matchesFilter(event: { type: string; subject: string }, { types, subject }: EventFilter): boolean {
  if (subject !== undefined && event.subject !== subject) return false;
  return types === undefined || types.some((pattern) => matchesType(event.type, pattern));
}

function matchesType(type: string, pattern: string): boolean {
  const prefix = familyPrefix(pattern);
  return prefix === undefined ? type === pattern : type.startsWith(prefix);
}

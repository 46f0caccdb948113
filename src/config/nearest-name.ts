/** Beyond this many edits a name is another name, not a slip. */
const EDITS_MAX = 3;

/** The known name that a mistyped or unfinished one was probably meant to be. */
export function nearestName(given: string, known: readonly string[]): string | undefined {
  const unfinished = known.find((name) => name.startsWith(`${given}_`));
  if (unfinished !== undefined) return unfinished;
  const [nearest] = known
    .map((name) => ({ name, edits: editsBetween(given, name) }))
    .sort((a, b) => a.edits - b.edits);
  return nearest !== undefined && nearest.edits <= EDITS_MAX ? nearest.name : undefined;
}

/** Levenshtein distance: insertions, deletions and replacements, one row of its table at a time. */
function editsBetween(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const letter of from) {
    const above = row;
    row = [(above[0] ?? 0) + 1];
    for (let at = 0; at < to.length; at += 1) {
      const replaced = (above[at] ?? 0) + (to[at] === letter ? 0 : 1);
      row.push(Math.min(replaced, (above[at + 1] ?? 0) + 1, (row[at] ?? 0) + 1));
    }
  }
  return row.at(-1) ?? 0;
}

/** Edits (insert, delete, replace) that turn one word into the other. */
const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries()) {
      const replace = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replace, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** `; did you mean "ultrasound"?` where a known word is a slip of the finger away, else nothing. */
export const didYouMean = (word: string, known: Iterable<string>): string => {
  const lower = word.toLowerCase().slice(0, 64);
  const near = [...known]
    .map((candidate) => ({ candidate, edits: distance(lower, candidate.toLowerCase()) }))
    .filter(({ candidate, edits }) => edits <= Math.max(1, Math.floor(candidate.length / 4)))
    .sort((a, b) => a.edits - b.edits)[0];
  return near === undefined ? '' : `; did you mean "${near.candidate}"?`;
};

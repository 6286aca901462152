/** The first of the wanted languages that is known: `pt-BR` is served by `pt`. */
export function firstKnown<Tag extends string>(
  wanted: readonly (string | undefined)[],
  known: readonly Tag[],
): Tag | undefined {
  for (const tag of wanted) {
    const primary = tag?.toLowerCase().split('-')[0];
    const found = known.find((each) => each === primary);
    if (found) return found;
  }
  return undefined;
}

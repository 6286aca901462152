/** The five nets, by the names that the command line knows. */
export const NETS = ['chain', 'schedules', 'events', 'sweep', 'in-host'] as const;
export type NetName = (typeof NETS)[number];

/** The definition without a single Catch: the first error that is not retried away kills the execution. */
export function withoutCatches(definition: Record<string, unknown>): Record<string, unknown> {
  const states = Object.entries(definition['States'] as Record<string, Record<string, unknown>>);
  const bare = new Map(states.map(([name, { Catch: _removed, ...state }]) => [name, state]));
  const reached = new Set<unknown>();
  const follow = (name: unknown): void => {
    const state = bare.get(String(name));
    if (!state || reached.has(name)) return;
    reached.add(name);
    nextOf(state).forEach(follow);
  };
  follow(definition['StartAt']);
  return { ...definition, States: Object.fromEntries([...bare].filter(([name]) => reached.has(name))) };
}

/** Where a state leads. States that only a Catch led to would be unreachable, which the definition's compiler refuses. */
function nextOf(state: Record<string, unknown>): unknown[] {
  const choices = (state['Choices'] as { Next: unknown }[] | undefined) ?? [];
  return [state['Next'], state['Default'], ...choices.map(({ Next }) => Next)];
}

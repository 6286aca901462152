/** The safety nets, by their names on the command line. */
export const NETS = ['chain', 'schedules', 'events', 'sweep', 'in-host'] as const;
export type NetName = (typeof NETS)[number];

/** The definition without its Catches: an error that outlasts its retries fails the execution. */
export function withoutCatches(definition: Record<string, unknown>): Record<string, unknown> {
  const states = Object.entries(definition['States'] as Record<string, Record<string, unknown>>);
  const bare = new Map(states.map(([name, { Catch: _removed, ...state }]) => [name, state]));
  // The interpreter refuses unreachable states: leaves out states that only a Catch led to.
  const reached = new Set<unknown>();
  const follow = (name: unknown): void => {
    const state = bare.get(String(name));
    if (!state || reached.has(name)) return;
    reached.add(name);
    nextStates(state).forEach(follow);
  };
  follow(definition['StartAt']);
  return { ...definition, States: Object.fromEntries([...bare].filter(([name]) => reached.has(name))) };
}

function nextStates(state: Record<string, unknown>): unknown[] {
  const choices = (state['Choices'] as { Next: unknown }[] | undefined) ?? [];
  return [state['Next'], state['Default'], ...choices.map(({ Next }) => Next)];
}

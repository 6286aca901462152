interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Next: string; readonly StringEquals?: string }[];
  readonly Catch?: readonly { readonly Next: string }[];
}

/** Returns the definition as a Mermaid flowchart: tasks are boxes, choices are diamonds, catches are dotted arrows. */
export function workflowPicture(definition: Record<string, unknown>): string {
  const states = Object.entries(definition['States'] as Record<string, State>);
  const ids = new Map(states.map(([name], index) => [name, `s${index}`]));
  const id = (name: string): string => ids.get(name) ?? name;
  const lines = states.flatMap(([name, state]) => [
    `  ${id(name)}${shape(name, state)}`,
    ...(state.Choices ?? []).map((choice) => `  ${id(name)} -->|${choice.StringEquals ?? 'error'}| ${id(choice.Next)}`),
    ...(state.Default === undefined ? [] : [`  ${id(name)} -->|else| ${id(state.Default)}`]),
    ...(state.Next === undefined ? [] : [`  ${id(name)} --> ${id(state.Next)}`]),
    ...[...new Set((state.Catch ?? []).map((caught) => caught.Next))]
      .filter((next) => next !== state.Next)
      .map((next) => `  ${id(name)} -.-> ${id(next)}`),
  ]);
  return ['```mermaid', 'flowchart TD', ...lines, '```'].join('\n');
}

function shape(name: string, { Type }: State): string {
  if (Type === 'Choice') return `{"${name}"}`;
  if (Type === 'Wait') return `(["${name}"])`;
  return Type === 'Task' ? `["${name}"]` : `(("${name}"))`;
}

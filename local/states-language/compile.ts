import { compileState } from './compile-states.ts';
import { type Fault, InvalidDefinition } from './errors.ts';
import { Fields, Findings } from './fields.ts';
import { isObject } from './json.ts';
import type { Machine, State } from './model.ts';
import { MAX_COUNT, MAX_NAME } from './quotas.ts';

function compileStates(definition: unknown, findings: Findings): Map<string, State> {
  const states = new Map<string, State>();
  for (const [name, fields] of Object.entries(isObject(definition) ? definition : {})) {
    if (name.length > MAX_NAME)
      findings.faults.push({ state: name, field: '', message: `a name has at most ${MAX_NAME} characters` });
    if (!isObject(fields)) findings.faults.push({ state: name, field: '', message: 'must be an object' });
    const state = isObject(fields) && compileState(name, new Fields(fields, findings, name));
    if (state) states.set(name, state);
  }
  return states;
}

/** Returns transitions to missing states, and states that cannot be reached from `startAt`. */
function checkTransitions(startAt: string, names: ReadonlySet<string>, { transitions }: Findings): Fault[] {
  const missing = transitions
    .filter(({ to }) => !names.has(to))
    .map(({ from, field, to }): Fault => ({ state: from, field, message: `there is no state "${to}"` }));
  const reached = new Set([startAt]);
  // Iterating a Set includes the elements that are added during the iteration.
  for (const name of reached) for (const { from, to } of transitions) if (from === name) reached.add(to);
  const unreachable = names.has(startAt) ? [...names].filter((name) => !reached.has(name)) : [];
  return [...missing, ...unreachable.map((state): Fault => ({ state, field: '', message: 'is unreachable' }))];
}

/** Compiles the JSON of a state machine. Throws InvalidDefinition with all faults. */
export function compileMachine(definition: unknown): Machine {
  const findings = new Findings();
  const top = new Fields(isObject(definition) ? definition : {}, findings);
  top.text('Comment');
  if ((top.text('Version') ?? '1.0') !== '1.0') top.fault('Version', 'must be "1.0"');
  if ((top.text('QueryLanguage') ?? 'JSONPath') !== 'JSONPath') top.fault('QueryLanguage', 'must be JSONPath');
  const startAt = top.text('StartAt') ?? '';
  const timeoutSeconds = top.integer('TimeoutSeconds', 1, MAX_COUNT);
  const definitions = top.take('States');
  if (!isObject(definitions)) top.fault('States', 'must be an object');
  const states = compileStates(definitions, findings);
  const names = new Set(isObject(definitions) ? Object.keys(definitions) : []);
  if (!names.has(startAt)) top.fault('StartAt', `there is no state "${startAt}"`);
  top.reportUnknown();
  findings.faults.push(...checkTransitions(startAt, names, findings));
  if (findings.faults.length > 0) throw new InvalidDefinition(findings.faults);
  return { startAt, timeoutSeconds, states };
}

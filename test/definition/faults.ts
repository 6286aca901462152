import * as errors from '../../steps/domain/errors.ts';

/** The fields of a state that the checks use. */
interface StateJson {
  readonly Type: string;
  readonly Resource?: string;
  readonly Parameters?: unknown;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly HeartbeatSeconds?: number;
  readonly HeartbeatSecondsPath?: string;
  readonly Retry?: readonly Handler[];
  readonly Catch?: readonly Handler[];
}

interface Handler {
  readonly ErrorEquals: readonly string[];
}

export interface DefinitionJson {
  readonly States: Readonly<Record<string, StateJson>>;
}

const CALLBACK = '.waitForTaskToken';

/** Errors of Step Functions and Lambda (Amazon States Language, appendix A; Step Functions Developer Guide). */
const SERVICE_ERRORS = new Set([
  'States.ALL',
  'States.HeartbeatTimeout',
  'States.Timeout',
  'States.TaskFailed',
  'States.Permissions',
  'Lambda.TooManyRequestsException',
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.Unknown',
]);

/** Returns faults that asl-validator accepts. */
export function faultsOf({ States }: DefinitionJson): string[] {
  return Object.entries(States).flatMap(([name, state]) =>
    state.Type === 'Task' ? taskFaults(state).map((fault) => `${name}: ${fault}`) : [],
  );
}

function taskFaults(task: StateJson): string[] {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = task;
  const beats = heartbeat !== undefined || task.HeartbeatSecondsPath !== undefined;
  const waits = task.Resource?.endsWith(CALLBACK) ?? false;
  const passesToken = JSON.stringify(task.Parameters ?? {}).includes('$$.Task.Token');
  const faults: [boolean, string][] = [
    [timeout === undefined && task.TimeoutSecondsPath === undefined, 'has no time-out'],
    [beats && !waits, 'has heartbeats without a task token'],
    [heartbeat !== undefined && timeout !== undefined && heartbeat >= timeout, 'heartbeat is not below the time-out'],
    // A constant and a path can't be compared, neither here nor by the step that computes the value.
    [(heartbeat !== undefined) !== (timeout !== undefined) && beats, 'heartbeat and time-out are not of one kind'],
    [waits && !passesToken, 'waits for a token that its payload does not contain'],
    [!waits && passesToken, 'passes a token that it does not wait for'],
    [task.Catch?.at(-1)?.ErrorEquals[0] !== 'States.ALL', 'does not catch States.ALL'],
  ];
  return [
    ...faults.filter(([wrong]) => wrong).map(([, fault]) => fault),
    ...handlerFaults('Retry', task.Retry ?? []),
    ...handlerFaults('Catch', task.Catch ?? []),
  ];
}

function handlerFaults(kind: string, handlers: readonly Handler[]): string[] {
  return handlers.flatMap(({ ErrorEquals: names }, index) => {
    const alone = names.length === 1 && index === handlers.length - 1;
    const unknown = names.filter((name) => !SERVICE_ERRORS.has(name) && !(name in errors));
    return [
      ...(names.includes('States.ALL') && !alone ? [`${kind}[${index}]: States.ALL is not alone and last`] : []),
      ...unknown.map((name) => `${kind}[${index}]: there is no error ${name}`),
    ];
  });
}

import * as errors from '../../steps/domain/errors.ts';

/** What our own checks look at in a state; a task is the only kind that has more. */
export interface StateJson {
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

/** Errors that the service itself may name in a Retry or Catch (States Language, appendix A; developer guide). */
const OF_THE_SERVICE = new Set([
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

/** What asl-validator lets through, and must not reach a deployment. */
export function faultsOf({ States }: DefinitionJson): string[] {
  return Object.entries(States).flatMap(([name, state]) =>
    state.Type === 'Task' ? taskFaults(state).map((fault) => `${name}: ${fault}`) : [],
  );
}

function taskFaults(task: StateJson): string[] {
  const { TimeoutSeconds: timeout, HeartbeatSeconds: heartbeat } = task;
  const beats = heartbeat !== undefined || task.HeartbeatSecondsPath !== undefined;
  const waits = task.Resource?.endsWith(CALLBACK) ?? false;
  const givesToken = JSON.stringify(task.Parameters ?? {}).includes('$$.Task.Token');
  const faults: [boolean, string][] = [
    [timeout === undefined && task.TimeoutSecondsPath === undefined, 'has no time-out'],
    [beats && !waits, 'wants heartbeats and gives no token'],
    [heartbeat !== undefined && timeout !== undefined && heartbeat >= timeout, 'heartbeat is not below the time-out'],
    // One of a path and one of a figure cannot be compared, here or by the step that computes them.
    [(heartbeat !== undefined) !== (timeout !== undefined) && beats, 'heartbeat and time-out are not of one kind'],
    [waits && !givesToken, 'waits for a token that it never gives away'],
    [!waits && givesToken, 'gives away a token that it does not wait for'],
    [task.Catch?.at(-1)?.ErrorEquals[0] !== 'States.ALL', 'has an error without a road to the end'],
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
    const unknown = names.filter((name) => !OF_THE_SERVICE.has(name) && !(name in errors));
    return [
      ...(names.includes('States.ALL') && !alone ? [`${kind}[${index}]: States.ALL is not alone and last`] : []),
      ...unknown.map((name) => `${kind}[${index}]: there is no error ${name}`),
    ];
  });
}

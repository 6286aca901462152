import { isObject, type JsonObject } from './json.ts';

export type StateType = 'Task' | 'Wait' | 'Choice' | 'Pass' | 'Succeed' | 'Fail';

/** The event types of Step Functions. */
export type HistoryEventType =
  | 'ExecutionStarted'
  | 'ExecutionSucceeded'
  | 'ExecutionFailed'
  | 'ExecutionAborted'
  | 'ExecutionTimedOut'
  | `${StateType}StateEntered`
  | `${Exclude<StateType, 'Fail'>}StateExited`
  | `LambdaFunction${'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | `Task${'Scheduled' | 'Started' | 'Submitted' | 'Succeeded' | 'Failed' | 'TimedOut'}`;

export interface EventDetails {
  input?: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  /** The ARN of the function that a task calls. */
  resource?: string;
  /** On Scheduled events: the number of retries in this visit to the state. */
  retryCount?: number;
}

/** One event of an execution's history. Never contains a task token. */
export interface HistoryEvent extends EventDetails {
  /** 1, 2, ...; unchanged after a recovery. */
  id: number;
  /** Epoch milliseconds on the workflow's clock. */
  at: number;
  type: HistoryEventType;
  /** Absent on Execution... events. */
  state?: string;
}

const HIDDEN = '(task token)';

function maskText(text: string, tokens: ReadonlySet<string>): string {
  let masked = text;
  for (const token of tokens) masked = masked.replaceAll(token, HIDDEN);
  return masked;
}

/** Objects without a token are shared, not copied. */
function maskData(data: unknown, tokens: ReadonlySet<string>): unknown {
  if (typeof data === 'string') return maskText(data, tokens);
  if (Array.isArray(data)) return data.map((item) => maskData(item, tokens));
  if (!isObject(data)) return data;
  let masked: JsonObject | undefined;
  for (const [key, value] of Object.entries(data)) {
    const [safeKey, safeValue] = [maskText(key, tokens), maskData(value, tokens)];
    if (safeKey === key && safeValue === value) continue;
    masked ??= { ...data };
    delete masked[key];
    masked[safeKey] = safeValue;
  }
  return masked ?? data;
}

export function withoutTokens(details: EventDetails, tokens: ReadonlySet<string>): EventDetails {
  const safe = { ...details };
  if (safe.input !== undefined) safe.input = maskData(safe.input, tokens);
  if (safe.output !== undefined) safe.output = maskData(safe.output, tokens);
  if (safe.error !== undefined) safe.error = maskText(safe.error, tokens);
  if (safe.cause !== undefined) safe.cause = maskText(safe.cause, tokens);
  return safe;
}

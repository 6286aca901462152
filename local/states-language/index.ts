/**
 * An interpreter of the subset of the Amazon States Language (JSONPath) that the workflow uses, with the rules of AWS for
 * errors, time-outs, heartbeats, tokens and quotas. It rejects definitions outside this subset. Sources:
 * https://states-language.net/spec.html ("States Language" in comments) and the AWS Step Functions developer guide
 * ("developer guide").
 */
export { Engine, type EngineOptions } from './engine.ts';
export * from './errors.ts';
export {
  CLOSING_EVENTS,
  executionArnOf,
  executionNameOf,
  type ExecutionStatus,
  type ExecutionView,
} from './execution.ts';
export type { HistoryEvent, HistoryEventType } from './history.ts';
export type { Journal, JournalEntry } from './journal.ts';
export { compileMachine } from './compile.ts';
export type { Machine } from './model.ts';
export type { InvokeFunction, Timer, Timers } from './run.ts';

/**
 * An interpreter of the subset of the Amazon States Language (JSONPath) that our workflow is written in, with AWS's rules for errors,
 * time-outs, heartbeats, tokens and quotas. Sources: https://states-language.net/spec.html ("States Language" in comments), the Step
 * Functions developer guide, and facts/aws.md. It refuses what it does not know.
 */
export { Engine, type EngineOptions } from './engine.ts';
export * from './errors.ts';
export type { ExecutionStatus, ExecutionView } from './execution.ts';
export type { HistoryEvent, HistoryEventType } from './history.ts';
export type { Journal, JournalEntry } from './journal.ts';
export { compileMachine } from './compile.ts';
export type { Machine } from './model.ts';
export type { InvokeFunction, Timer, Timers } from './run.ts';

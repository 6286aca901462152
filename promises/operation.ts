import { promise } from './promise.ts';

export const noFalseAlarm = promise(
  'no-false-alarm',
  'Without faults, no metric that has an alarm is recorded.',
  ['alarms'],
  ({ alarms }) => alarms.map((metric) => `${metric} was recorded`),
);

export const noDefect = promise(
  'no-defect',
  'No function fails by an error of the program, and a fault explains each dead letter.',
  ['defects'],
  ({ defects }) => defects,
);

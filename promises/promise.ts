import type { Trace } from './trace.ts';

/** A guarantee about every meeting, checked on what is known about one. */
export interface MeetingPromise<Name extends string = string> {
  /** Its name in the output of `--json`. */
  readonly name: Name;
  readonly description: string;
  readonly check: (trace: Trace) => Check;
}

/** The result for one meeting: kept when `broken` is empty. */
export type Check =
  | { readonly result: 'checked'; readonly broken: readonly string[] }
  /** The promise says nothing about this meeting. */
  | { readonly result: 'does not apply' }
  | { readonly result: 'not checkable'; readonly why: string };

type Known<Field extends keyof Trace> = Trace & { readonly [Name in Field]-?: NonNullable<Trace[Name]> | NullOf<Name> };
type NullOf<Name extends keyof Trace> = null extends Trace[Name] ? null : never;

const NAMES: Readonly<Record<keyof Trace, string>> = {
  hardEnd: 'the hard end',
  latestEnd: 'when the hosts power off',
  row: 'the row',
  scheduleStatuses: 'the responses to the schedule request',
  endRequests: 'the requests to end the meeting',
  verdicts: 'when each verdict was written',
  plans: 'what could launch',
  launches: 'the launches',
  changes: 'the requests to change the plan',
  planWrites: 'the writes of the plan',
  series: 'the series',
  build: 'the build of the image',
  launchedImages: 'the images of launches',
  recorded: 'the record of actions',
  told: 'what receivers of events got',
  mails: 'the mails that arrived',
  endings: 'when ENDED was written',
  hosts: 'the hosts',
  timersSet: 'whether the hosts set their timers',
  sound: 'when the hosts were sound',
  hostsCount: 'whether the hosts count people',
  people: 'what people sent',
  cuts: 'who was in the room when a host ended',
  execution: 'the execution',
  left: 'what remains after the end',
  outages: 'the downtime of services',
  disturbances: 'the faults that occurred',
  alarms: 'the metrics that were recorded',
  defects: 'the errors of the functions',
};

/**
 * A promise that is checkable only when the needed fields are known.
 * @param broken returns a short text for each breach; undefined when the promise does not apply
 */
export function promise<const Name extends string, const Field extends keyof Trace>(
  name: Name,
  description: string,
  needs: readonly Field[],
  broken: (trace: Known<Field>) => readonly string[] | undefined,
): MeetingPromise<Name> {
  const check = (trace: Trace): Check => {
    const missing = needs.find((field) => trace[field] === undefined);
    if (missing !== undefined) return { result: 'not checkable', why: `not known: ${NAMES[missing]}` };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the line above checks the needed fields
    const found = broken(trace as Known<Field>);
    return found ? { result: 'checked', broken: found } : { result: 'does not apply' };
  };
  return { name, description, check };
}

/** The text, if the promise is broken. */
export const when = (isBroken: boolean, what: string): readonly string[] => (isBroken ? [what] : []);

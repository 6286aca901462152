import { isoMillis, type Millis, SECOND } from '../../steps/domain/instants.ts';
import type { HostRole } from '../../steps/domain/meeting.ts';
import type { CheckedBuild } from '../builds/builds.ts';
import type { PromiseFigures, Spread, Summary } from './figures.ts';
import { PROMISES } from '../../promises/promises.ts';
import type { Comparison } from '../policies/comparison.ts';
import type { Replay } from './replay.ts';
import type { RunOptions, RunResult } from '../run.ts';
import type { Fault, Scenario } from '../plan/scenario.ts';
import type { Shrunk } from './shrink.ts';

const oneDecimal = (value: number): string => value.toFixed(1);
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const dollars = (value: number): string => `$${value.toFixed(4)}`;
const spreadText = ({ mean, p50, p99, max }: Spread): string =>
  `mean ${oneDecimal(mean)}, p50 ${oneDecimal(p50)}, p99 ${oneDecimal(p99)}, max ${oneDecimal(max)}`;

export function resultText(
  { summary, deadLetters }: RunResult,
  options: RunOptions,
  { seconds, coreSeconds }: { readonly seconds: number; readonly coreSeconds: number },
): string {
  const { requested, meetings, series, seriesMeetings, outcomes, promises } = summary;
  const counts = Object.entries(outcomes).map(
    ([name, count]) => `  ${name.padEnd(24)} ${String(count).padStart(8)}  ${percent(count / requested)}`,
  );
  return [
    `${requested} requests, ${meetings} meetings${series > 0 ? `, ${series} series with ${seriesMeetings} meetings` : ''}, seed ${options.seed}, ${conditionsText(options)}`,
    `${oneDecimal(seconds)} s: ${oneDecimal(requested / seconds)} meetings a second, ${oneDecimal(requested / coreSeconds)} a second of a core; ${summary.faultsInCalls} call faults occurred`,
    '',
    'Outcomes',
    ...counts,
    '',
    'Promises',
    '  broken  checked',
    ...PROMISES.map(({ name, description }) => promiseText(description, promises[name]!)),
    '',
    ...buildsText(summary.builds),
    'Hosts',
    `  ${summary.hosts} hosts, ${Math.round(summary.hostMinutes)} host minutes; per meeting: ${spreadText(summary.hostMinutesPerMeeting)}`,
    `  wasted minutes per meeting (outside of lead, presence and grace): ${spreadText(summary.wastedMinutes)}`,
    `  wasted minutes per meeting by cause: excess lead ${oneDecimal(summary.waste.excessLead)}, replaced hosts ${oneDecimal(summary.waste.replaced)}, no-show ${oneDecimal(summary.waste.noShow)}, end ${oneDecimal(summary.waste.end)}`,
    `  longest time of a host past its deadline: ${oneDecimal(summary.longestOutlived)} min; after an accepted request to end: ${oneDecimal(summary.longestAfterAsked)} min`,
    `  ready at the meeting time: ${percent(summary.readyInTime)} of the meetings scheduled in time and not ended before`,
    `  leaked hosts (more than ten minutes past their deadline): ${summary.leakedHosts}`,
    `  lost meetings (wanted by participants, but not held to the end): ${summary.lostMeetings}`,
    '',
    'Costs',
    `  transitions per meeting: ${spreadText(summary.transitions)}`,
    `  dollars per meeting (host with its address, transitions): ${dollars(summary.dollarsPerMeeting)}`,
    `  sweep invocations that failed at their last retry: ${deadLetters}`,
  ].join('\n');
}

function buildsText(builds: Summary['builds']): string[] {
  const ends = Object.entries(builds).map(([status, count]) => `${count} ${status}`);
  return ends.length === 0 ? [] : [`Builds of the image of hosts: ${ends.join(', ')}`, ''];
}

/** A build that broke a promise, with its timeline. */
export const buildFindingText = ({ name, status, breaches, story }: CheckedBuild, options: RunOptions): string =>
  [
    '',
    `VIOLATION by ${name} of seed ${options.seed}, which ended ${status}, ${conditionsText(options)}`,
    ...story.map(({ at, what }) => `    ${isoMillis(at)}  ${what}`),
    ...breaches.map(({ promise, what }) => `  => ${promise}: ${what}`),
  ].join('\n');

/** A promise that no meeting checked is a violation: the run says nothing about it. */
function promiseText(description: string, { promised, checked, broken }: PromiseFigures): string {
  const remark = promised ? (checked === 0 ? ' (VIOLATION: checked on no meeting)' : '') : ' (not promised here)';
  return `  ${String(broken).padStart(6)}  ${String(checked).padStart(7)}  ${description}${remark}`;
}

export function conditionsText({ workload, level, withoutNets, timetable = {} }: RunOptions): string {
  const removed = withoutNets.size > 0 ? `, without ${[...withoutNets].join(', ')}` : '';
  const changed = Object.entries(timetable).map(([name, value]) => `, ${name} ${value} s`);
  return `workload ${workload}, faults ${level}${removed}${changed.join('')}`;
}

/**
 * A violation with its shortest scenario and the timeline.
 * @param amongAll the timeline in a run of all meetings, for a violation that a run of one meeting does not show
 */
export function findingText(
  shrunk: Shrunk,
  options: RunOptions,
  amongAll?: Pick<Replay, 'story' | 'breaches'>,
): string {
  const { promise, scenario, original, played, replays } = shrunk;
  const description = PROMISES.find(({ name }) => name === promise)?.description ?? promise;
  const head = [
    '',
    `VIOLATION of "${description}"`,
    `  meeting ${original.index} of seed ${options.seed}, ${conditionsText(options)}; run it alone with --only ${original.index}`,
  ];
  if (!played)
    return [
      ...head,
      '  A run of this meeting alone has no violation: the other meetings affected it.',
      ...(amongAll ? [storyText(scenario, amongAll)] : scenarioLines(scenario)),
    ].join('\n');
  return [...head, `  shrunk in ${replays} replays to:`, storyText(scenario, played)].join('\n');
}

/** A scenario and its timeline. */
export function storyText(scenario: Scenario, { story, breaches }: Pick<Replay, 'story' | 'breaches'>): string {
  return [
    ...scenarioLines(scenario),
    '  timeline (T is the meeting time):',
    ...collapsed(story.map(({ at, what }) => ({ at: relative(at - scenario.meetTime), what }))),
    ...new Set(
      breaches.map(({ promise, what, promised }) => `  ${promised ? '=>' : '(not promised)'} ${promise}: ${what}`),
    ),
  ].join('\n');
}

/** Prints cycles of one to three lines (polls, wake-ups) once, with the number of repetitions. */
function collapsed(story: readonly { readonly at: string; readonly what: string }[]): string[] {
  const lines: string[] = [];
  for (let index = 0; index < story.length;) {
    const cycle = [1, 2, 3].find((length) => repetitionsAt(story, index, length) > 2);
    const repetitions = cycle ? repetitionsAt(story, index, cycle) : 1;
    const length = cycle ?? 1;
    lines.push(...story.slice(index, index + length).map(({ at, what }) => `    ${at.padEnd(10)}  ${what}`));
    index += repetitions * length;
    if (repetitions > 1)
      lines.push(`    ${' '.repeat(10)}  ... repeated ${repetitions - 1} times, until ${story[index - 1]?.at}`);
  }
  return lines;
}

/** How often the next `length` lines come in a row. */
function repetitionsAt(story: readonly { readonly what: string }[], start: number, length: number): number {
  let index = start + length;
  while (index < story.length && story[index]?.what === story[index - length]?.what) index += 1;
  return Math.floor((index - start) / length);
}

function scenarioLines(scenario: Scenario): string[] {
  const { id, meetTime, scheduledAt, durationMinutes, people, acts, faults, repeats, wrong } = scenario;
  return [
    `  ${id}: T = ${isoMillis(meetTime)}, ${durationMinutes} minutes, scheduled at ${relative(scheduledAt - meetTime)}` +
      `${wrong ? ', an invalid request' : ''}${repeats ? ', retried with an idempotency key' : ''}`,
    ...people.flatMap(({ role, visits }) =>
      visits.map(({ from, until, ending }) => `  ${role}: from ${relative(from)} to ${relative(until)}, ${ending}`),
    ),
    ...acts.map(({ what, at }) => `  ${what} at ${relative(at)}`),
    ...faults.map((fault) => `  fault: ${faultText(fault)}`),
  ];
}

function faultText(fault: Fault): string {
  switch (fault.kind) {
    case 'call':
      return `${fault.caller}, invocation ${fault.invocation}, port call ${fault.call}: ${fault.how}`;
    case 'host':
      return `${roleText(fault.role)}host, attempt ${fault.attempt}: ${fault.how}, ${relative(fault.after).slice(2)} after its launch`;
    case 'aborted':
      return `an operator aborts the execution at ${relative(fault.at)}`;
    case 'schedules':
    case 'events':
      return `${fault.kind} arrive ${fault.how}${fault.how === 'never' ? '' : `, by ${Math.round(fault.by / SECOND)} s`}`;
    case 'sweep is blind':
      return `the sweep timer cannot look up the meeting from ${relative(fault.from)} to ${relative(fault.until)}`;
    case 'stream':
      return `records of the stream arrive ${fault.how}${fault.how === 'never' ? '' : `, by ${Math.round(fault.by / SECOND)} s`}`;
    case 'receiver':
      return `the receiver ${fault.how} from ${relative(fault.from)} to ${relative(fault.until)}`;
    case 'mail service':
      return `the mail service ${fault.how} from ${relative(fault.from)} to ${relative(fault.until)}`;
    case 'clocks':
      return `clocks differ by up to ${fault.spread / SECOND} s`;
  }
}

const roleText = (role: HostRole | undefined): string => (role === undefined || role === 'room' ? '' : `${role} `);

/** For example `T-10:00` or `T+1:05:00`. */
export function relative(span: Millis): string {
  const total = Math.round(Math.abs(span) / SECOND);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const twoDigits = (value: number): string => String(value).padStart(2, '0');
  return `T${span < 0 ? '-' : '+'}${hours > 0 ? `${hours}:${twoDigits(minutes)}` : minutes}:${twoDigits(seconds)}`;
}

export function comparisonText(policy: string, result: Comparison): string {
  return [
    `${policy}: ${result.meetings} meetings`,
    `  host minutes per meeting: ${oneDecimal(result.hostMinutesPerMeeting)}`,
    `  dollars per meeting: ${dollars(result.dollarsPerMeeting)}`,
    `  leaked hosts: ${result.leakedHosts}`,
    `  lost meetings: ${result.lostMeetings} (${percent(result.lostMeetings / Math.max(1, result.meetings))})`,
    `  ${result.remark}`,
  ].join('\n');
}

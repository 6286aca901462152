import { isoMillis, type Millis, SECOND } from '../steps/domain/instants.ts';
import type { HostRole } from '../steps/domain/meeting.ts';
import type { Spread, Summary } from './figures.ts';
import { INVARIANTS } from './invariants.ts';
import type { Comparison } from './policies/comparison.ts';
import type { Replay } from './replay.ts';
import type { RunOptions, RunResult } from './run.ts';
import type { Fault, Scenario } from './scenario.ts';
import type { Shrunk } from './shrink.ts';

const one = (value: number): string => value.toFixed(1);
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;
const dollars = (value: number): string => `$${value.toFixed(4)}`;
const spreadText = ({ mean, p50, p99, max }: Spread): string =>
  `mean ${one(mean)}, p50 ${one(p50)}, p99 ${one(p99)}, max ${one(max)}`;

/** What a run came to, for a person. */
export function resultText({ summary, deadLetters }: RunResult, options: RunOptions, seconds: number): string {
  const { requested, meetings, outcomes, violations, unpromised } = summary;
  const counts = Object.entries(outcomes).map(
    ([name, count]) => `  ${name.padEnd(24)} ${String(count).padStart(8)}  ${percent(count / requested)}`,
  );
  return [
    `${requested} requests, ${meetings} meetings, seed ${options.seed}, ${conditionsText(options)}`,
    `${one(seconds)} s: ${one(requested / seconds)} meetings a second; ${summary.faultsInCalls} faults in calls came to pass`,
    '',
    'Outcomes',
    ...counts,
    '',
    'Violations',
    ...INVARIANTS.map(({ name, sentence }) => `  ${String(violations[name] ?? 0).padStart(6)}  ${sentence}`),
    ...unpromisedText(unpromised),
    '',
    'Hosts',
    `  ${summary.hosts} hosts, ${Math.round(summary.hostMinutes)} host minutes; a meeting: ${spreadText(summary.hostMinutesPerMeeting)}`,
    `  wasted minutes (for no lead, no presence, no grace) a meeting: ${spreadText(summary.wastedMinutes)}`,
    `  longest that a host outlived its deadline: ${one(summary.longestOutlived)} min; an end that was asked for: ${one(summary.longestAfterAsked)} min`,
    `  ready by the meeting time: ${percent(summary.readyInTime)} of those scheduled in time and not ended before`,
    `  leaked hosts (more than ten minutes after their deadline): ${summary.leakedHosts}`,
    `  lost meetings (people came, and could not meet to the end): ${summary.lostMeetings}`,
    '',
    'Costs',
    `  transitions a meeting: ${spreadText(summary.transitions)}`,
    `  dollars a meeting (host, its address, transitions): ${dollars(summary.dollarsPerMeeting)}`,
    `  calls of the sweep that failed at their last try: ${deadLetters}`,
  ].join('\n');
}

/** What nobody promised under these conditions is told all the same. */
function unpromisedText(unpromised: Summary['unpromised']): string[] {
  const told = Object.entries(unpromised).filter(([, count]) => count > 0);
  if (told.length === 0) return [];
  return [
    'Not promised under these conditions',
    ...told.map(([name, count]) => `  ${String(count).padStart(6)}  ${name}`),
  ];
}

function conditionsText({ workload, level, withoutNets, timetable = {} }: RunOptions): string {
  const removed = withoutNets.size > 0 ? `, without ${[...withoutNets].join(', ')}` : '';
  const changed = Object.entries(timetable).map(([name, value]) => `, ${name} ${value} s`);
  return `workload ${workload}, faults ${level}${removed}${changed.join('')}`;
}

/** A violation, its shortest scenario, and what happened in it. */
export function findingText(shrunk: Shrunk, options: RunOptions, inCrowd?: Pick<Replay, 'story' | 'breaches'>): string {
  const { invariant, scenario, original, played, replays } = shrunk;
  const sentence = INVARIANTS.find(({ name }) => name === invariant)?.sentence ?? invariant;
  const head = [
    '',
    `VIOLATION of "${sentence}"`,
    `  meeting ${original.index} of seed ${options.seed}, ${conditionsText(options)}; play it with --only ${original.index}`,
  ];
  if (!played)
    return [
      ...head,
      '  By itself it breaks nothing: the other meetings of the run had a part in it.',
      ...(inCrowd ? [storyText(scenario, inCrowd)] : scenarioLines(scenario)),
    ].join('\n');
  return [...head, `  shrunk in ${replays} replays to:`, storyText(scenario, played)].join('\n');
}

/** A scenario and what came of it, line by line. */
export function storyText(scenario: Scenario, { story, breaches }: Pick<Replay, 'story' | 'breaches'>): string {
  return [
    ...scenarioLines(scenario),
    '  what happened (T is the meeting time):',
    ...folded(story.map(({ at, what }) => ({ at: relative(at - scenario.meetTime), what }))),
    ...breaches.map(({ invariant, what, promised }) => `  ${promised ? '=>' : '(not promised)'} ${invariant}: ${what}`),
  ].join('\n');
}

/** What goes round and round (polls, wake-ups) is told once, with how often. */
function folded(story: readonly { readonly at: string; readonly what: string }[]): string[] {
  const lines: string[] = [];
  for (let index = 0; index < story.length;) {
    const round = [1, 2, 3].find((length) => roundsAt(story, index, length) > 2);
    const rounds = round ? roundsAt(story, index, round) : 1;
    const length = round ?? 1;
    lines.push(...story.slice(index, index + length).map(({ at, what }) => `    ${at.padEnd(10)}  ${what}`));
    index += rounds * length;
    if (rounds > 1)
      lines.push(`    ${' '.repeat(10)}  ... the same ${rounds - 1} times more, until ${story[index - 1]?.at}`);
  }
  return lines;
}

/** How often the next so many lines come in a row. */
function roundsAt(story: readonly { readonly what: string }[], start: number, length: number): number {
  let index = start + length;
  while (index < story.length && story[index]?.what === story[index - length]?.what) index += 1;
  return Math.floor((index - start) / length);
}

function scenarioLines(scenario: Scenario): string[] {
  const { id, meetTime, scheduledAt, durationMinutes, people, acts, faults, repeats, wrong } = scenario;
  return [
    `  ${id}: T = ${isoMillis(meetTime)}, ${durationMinutes} minutes, scheduled at ${relative(scheduledAt - meetTime)}` +
      `${wrong ? ', a wrong request' : ''}${repeats ? ', repeated under a key when it fails' : ''}`,
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
      return `call ${fault.invocation} of ${fault.caller}: its port call ${fault.call} ${fault.how}`;
    case 'host':
      return `the ${whose(fault.role)}host of attempt ${fault.attempt} ${fault.how}, ${relative(fault.after).slice(2)} after its launch`;
    case 'aborted':
      return `the execution is aborted by hand at ${relative(fault.at)}`;
    case 'schedules':
    case 'events':
      return `${fault.kind} come ${fault.how}${fault.how === 'never' ? '' : `, by ${Math.round(fault.by / SECOND)} s`}`;
    case 'sweep is blind':
      return `the sweep is blind from ${relative(fault.from)} to ${relative(fault.until)}`;
    case 'clocks':
      return `clocks are off by up to ${fault.spread / SECOND} s`;
  }
}

const whose = (role: HostRole | undefined): string => (role === undefined || role === 'room' ? '' : `${role}'s `);

/** `T-10:00`, `T+1:05:00` */
export function relative(span: Millis): string {
  const total = Math.round(Math.abs(span) / SECOND);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  const two = (value: number): string => String(value).padStart(2, '0');
  return `T${span < 0 ? '-' : '+'}${hours > 0 ? `${hours}:${two(minutes)}` : minutes}:${two(seconds)}`;
}

/** A simple policy on the same meetings. */
export function comparisonText(policy: string, result: Comparison): string {
  return [
    `${policy}: ${result.meetings} meetings`,
    `  host minutes a meeting: ${one(result.hostMinutesPerMeeting)}`,
    `  dollars a meeting: ${dollars(result.dollarsPerMeeting)}`,
    `  leaked hosts: ${result.leakedHosts}`,
    `  lost meetings: ${result.lostMeetings} (${percent(result.lostMeetings / Math.max(1, result.meetings))})`,
    `  ${result.remark}`,
  ].join('\n');
}

import { parseArgs } from 'node:util';
import { BadOption, whole } from '../local/options.ts';
import type { HostRole } from '../steps/domain/meeting.ts';
import type { Timetable } from '../steps/domain/timetable.ts';
import { LEVELS } from './faults.ts';
import { NETS } from './nets.ts';
import type { RunOptions } from './run.ts';
import { WORKLOADS } from './workload.ts';

/** Who runs the meetings: the product, or one of two simple ways to compare it with. */
export const POLICIES = ['elephant', 'always-on', 'two-timers'] as const;
export type Policy = (typeof POLICIES)[number];

/** Roles that have a host, by how an operator writes them. */
const HOSTS: Readonly<Record<'room' | 'teacher,student', readonly HostRole[]>> = {
  room: ['room'],
  'teacher,student': ['teacher', 'student'],
};

export const HELP = `Usage: npm run simulate -- [options]

  --meetings N         how many (1000)
  --seed N             everything follows from it: same seed, same result (1)
  --faults LEVEL       ${LEVELS.join(', ')} (default)
  --without-net NAMES  removes safety nets, separated by commas: ${NETS.join(', ')}
  --workload NAME      ${WORKLOADS.join(', ')} (weekday)
  --per-day N          meetings a day, but for on-the-hour, which has all at one instant (1000)
  --policy NAME        ${POLICIES.join(', ')} (elephant: the product)
  --host-roles NAMES   room, or teacher,student: a host for each of them (room)
  --launch-lead S      seconds before the meeting time that its host is launched (600)
  --launch-spread S    up to so many seconds earlier still, by the meeting's id (0)
  --host-limit N       at most this many hosts at once: the account's vCPUs (no limit)
  --only N             plays the meeting of this number by itself, and tells its story
  --json FILE          writes the result there, too
  --help               this text

Exit code 0: no violation; 1: a violation of what is promised; 2: a wrong option.
`;

export interface SimulateOptions {
  readonly run: RunOptions;
  readonly policy: Policy;
  /** The number of the one meeting that is to be played. */
  readonly only: number | undefined;
  readonly json: string | undefined;
}

/** @throws BadOption; undefined when help was asked for */
export function readOptions(args: readonly string[]): SimulateOptions | undefined {
  const values = parsed(args);
  if (values.help) return undefined;
  const number = (name: keyof typeof values, fallback: string, min: number, max: number): number =>
    whole(`--${name}`, (values[name] as string | undefined) ?? fallback, min, max);
  const policy = oneOf('--policy', POLICIES, values.policy ?? 'elephant');
  const withoutNets = new Set(netsIn(values['without-net']));
  const ours = ['without-net', 'only', 'host-roles', 'host-limit', 'launch-lead', 'launch-spread'] as const;
  const misplaced = ours.find((name) => values[name] !== undefined);
  if (policy !== 'elephant' && misplaced) throw new BadOption(`--${misplaced} says nothing to the policy ${policy}`);
  const meetings = number('meetings', '1000', 1, 10_000_000);
  return {
    policy,
    json: values.json,
    only: values.only === undefined ? undefined : number('only', '', 0, 10_000_000),
    run: {
      meetings,
      seed: number('seed', '1', 0, 2 ** 31 - 1),
      workload: oneOf('--workload', WORKLOADS, values.workload ?? 'weekday'),
      perDay: number('per-day', '1000', 1, 1_000_000),
      level: oneOf('--faults', LEVELS, values.faults ?? 'default'),
      withoutNets,
      hostRoles: HOSTS[oneOf('--host-roles', ['room', 'teacher,student'], values['host-roles'] ?? 'room')],
      timetable: timetableOf(number, values),
      ...(values['host-limit'] !== undefined && { hostLimit: number('host-limit', '', 1, 1_000_000) }),
    },
  };
}

type Values = ReturnType<typeof parsed>;

function timetableOf(
  number: (name: 'launch-lead' | 'launch-spread', fallback: string, min: number, max: number) => number,
  values: Values,
): Partial<Timetable> {
  return {
    ...(values['launch-lead'] !== undefined && { launchLead: number('launch-lead', '', 60, 7200) }),
    ...(values['launch-spread'] !== undefined && { launchSpread: number('launch-spread', '', 0, 7200) }),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        meetings: { type: 'string' },
        seed: { type: 'string' },
        faults: { type: 'string' },
        'without-net': { type: 'string', multiple: true },
        workload: { type: 'string' },
        'per-day': { type: 'string' },
        policy: { type: 'string' },
        'host-roles': { type: 'string' },
        'launch-lead': { type: 'string' },
        'launch-spread': { type: 'string' },
        'host-limit': { type: 'string' },
        only: { type: 'string' },
        json: { type: 'string' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new BadOption((error as Error).message.split('\n')[0], { cause: error });
  }
}

function oneOf<const T extends string>(name: string, known: readonly T[], text: string): T {
  const found = known.find((each) => each === text);
  if (found === undefined) throw new BadOption(`${name} must be one of ${known.join(', ')}, not "${text}"`);
  return found;
}

const netsIn = (texts: readonly string[] | undefined): (typeof NETS)[number][] =>
  (texts ?? []).flatMap((text) => text.split(',').map((name) => oneOf('--without-net', NETS, name.trim())));

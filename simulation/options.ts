import { availableParallelism } from 'node:os';
import { HOST_KIND_SPECS } from '../infra/host-kinds.ts';
import { BadOption, parseOptions, whole } from '../local/options.ts';
import { HOST_KINDS } from '../steps/domain/host-kind.ts';
import type { HostRole } from '../steps/domain/meeting.ts';
import { LEVELS } from './plan/faults.ts';
import { LONGEST_LEAD } from '../steps/domain/launch-lead.ts';
import { BOOTS } from './plan/plan.ts';
import { NETS } from './world/nets.ts';
import type { RunOptions } from './run.ts';
import { WORKLOADS } from './plan/workload.ts';

/** The product (elephant), and two simple policies to compare it with. */
const POLICIES = ['elephant', 'always-on', 'two-timers'] as const;
export type Policy = (typeof POLICIES)[number];

/** The values of `--host-roles`. */
const HOSTS: Readonly<Record<'room' | 'teacher,student', readonly HostRole[]>> = {
  room: ['room'],
  'teacher,student': ['teacher', 'student'],
};

/** With `--changes`: a series takes as long as about so many meetings. */
const MEETINGS_FOR_A_SERIES = 40;

export const HELP = `Usage: npm run simulate -- [options]

  --meetings N         number of meetings (default: 1000)
  --seed N             seed of all random choices; the same seed gives the same result (default: 1)
  --faults LEVEL       how many faults occur: ${LEVELS.join(', ')} (default: default)
  --without-net NAMES  safety nets to remove, separated by commas: ${NETS.join(', ')}
  --workload NAME      when meetings take place: ${WORKLOADS.join(', ')} (default: weekday)
  --per-day N          meetings a day; on-the-hour has all meetings at the same time (default: 1000)
  --policy NAME        ${POLICIES.join(', ')} (default: elephant, the product)
  --host-roles NAMES   room (one host), or teacher,student (one host each) (default: room)
  --host-kind KIND     jitsi (hosts count the people in their room), stand-in, or ami (its pages may be frozen) (default: jitsi)
  --boot KIND          image (80 seconds), install (5 to 10 minutes, as kind jitsi without an image), or varied (image, with
                       times that drift, jump and differ by instance type) (default: image)
  --launch-lead S      launch the host S seconds before the meeting time; auto: the lead that the system learns
                       (default: 600)
  --launch-spread S    launch up to S seconds earlier, by a hash of the meeting id (default: 0)
  --host-limit N       most hosts at the same time, like a vCPU quota (default: no limit)
  --max-in-flight N    the setting maxInFlight (default: no limit)
  --changes            organisers move and change meetings, teachers start late and extend
  --series N           number of series, each in a world of its own (default: with --changes one for 40 meetings, otherwise 0)
  --workers N          number of processes; the result is the same for any number (default: all cores)
  --only N             run only meeting number N, or series number N as sN, and print its timeline
  --json FILE          also write the result to FILE
  --help               print this text

Exit codes: 0 no violation, 1 a promise was violated, 2 an option is wrong.
`;

const OPTIONS = {
  meetings: { type: 'string' },
  seed: { type: 'string' },
  faults: { type: 'string' },
  'without-net': { type: 'string', multiple: true },
  workload: { type: 'string' },
  'per-day': { type: 'string' },
  policy: { type: 'string' },
  'host-roles': { type: 'string' },
  'host-kind': { type: 'string' },
  boot: { type: 'string' },
  'launch-lead': { type: 'string' },
  'launch-spread': { type: 'string' },
  'host-limit': { type: 'string' },
  'max-in-flight': { type: 'string' },
  workers: { type: 'string' },
  changes: { type: 'boolean' },
  series: { type: 'string' },
  only: { type: 'string' },
  json: { type: 'string' },
  help: { type: 'boolean' },
} as const;
type NumberOption = Exclude<keyof typeof OPTIONS, 'without-net' | 'changes' | 'only' | 'help'>;

export interface SimulateOptions {
  readonly run: RunOptions;
  readonly policy: Policy;
  /** The number of the only meeting or series to run. */
  readonly only: { readonly of: 'meeting' | 'series'; readonly number: number } | undefined;
  readonly workers: number;
  readonly json: string | undefined;
}

/** @returns undefined for `--help`. @throws BadOption */
export function readOptions(args: readonly string[]): SimulateOptions | undefined {
  const values = parseOptions(args, OPTIONS);
  if (values.help) return undefined;
  const policy = oneOf('--policy', POLICIES, values.policy ?? 'elephant');
  const withoutNets = new Set(netsIn(values['without-net']));
  const elephantOnly = [
    'without-net',
    'only',
    'host-roles',
    'host-kind',
    'boot',
    'host-limit',
    'max-in-flight',
    'launch-lead',
    'launch-spread',
    'changes',
    'series',
  ] as const;
  const misplaced = elephantOnly.find((name) => values[name] !== undefined);
  if (policy !== 'elephant' && misplaced)
    throw new BadOption(`--${misplaced} has no effect on the policy ${policy}: remove it`);
  const number = (name: NumberOption, min: number, max: number): number | undefined => {
    const text = values[name];
    return text === undefined ? undefined : whole(`--${name}`, text, min, max);
  };
  const meetings = number('meetings', 1, 10_000_000) ?? 1000;
  const launchSpread = number('launch-spread', 0, 7200);
  const hostKind = oneOf('--host-kind', HOST_KINDS, values['host-kind'] ?? 'jitsi');
  const boot = oneOf('--boot', BOOTS, values.boot ?? 'image');
  const ofBoot = boot === 'install' ? HOST_KIND_SPECS.jitsi.slowBoot : {};
  const learns = values['launch-lead'] === 'auto';
  const launchLead = learns ? undefined : number('launch-lead', 60, 7200);
  const hostLimit = number('host-limit', 1, 1_000_000);
  const maxInFlight = number('max-in-flight', 1, 1_000_000);
  return {
    policy,
    json: values.json,
    workers: number('workers', 1, 64) ?? availableParallelism(),
    only: values.only === undefined ? undefined : onlyIn(values.only),
    run: {
      meetings,
      seed: number('seed', 0, 2 ** 31 - 1) ?? 1,
      workload: oneOf('--workload', WORKLOADS, values.workload ?? 'weekday'),
      perDay: number('per-day', 1, 1_000_000) ?? 1000,
      level: oneOf('--faults', LEVELS, values.faults ?? 'default'),
      withoutNets,
      hostRoles: HOSTS[oneOf('--host-roles', ['room', 'teacher,student'], values['host-roles'] ?? 'room')],
      hostKind,
      boot,
      ...(values.changes && { changes: true }),
      // The boots of a deployment without an image are those that install.
      ...(hostKind === 'jitsi' && boot !== 'install' && { builds: true }),
      series: number('series', 0, 100_000) ?? (values.changes ? Math.ceil(meetings / MEETINGS_FOR_A_SERIES) : 0),
      timetable: {
        ...HOST_KIND_SPECS[hostKind].timetable,
        ...ofBoot,
        ...(launchLead !== undefined && { launchLead }),
        ...(learns && { longestLead: LONGEST_LEAD }),
        ...(launchSpread !== undefined && { launchSpread }),
      },
      ...(hostLimit !== undefined && { hostLimit }),
      ...(maxInFlight !== undefined && { maxInFlight }),
    },
  };
}

function onlyIn(text: string): NonNullable<SimulateOptions['only']> {
  const isSeries = text.startsWith('s');
  const number = whole('--only', isSeries ? text.slice(1) : text, 0, 10_000_000);
  return { of: isSeries ? 'series' : 'meeting', number };
}

function oneOf<const T extends string>(name: string, known: readonly T[], text: string): T {
  const found = known.find((each) => each === text);
  if (found === undefined) throw new BadOption(`${name} must be one of ${known.join(', ')}, not "${text}"`);
  return found;
}

const netsIn = (texts: readonly string[] | undefined): (typeof NETS)[number][] =>
  (texts ?? []).flatMap((text) => text.split(',').map((name) => oneOf('--without-net', NETS, name.trim())));

import { parseArgs } from 'node:util';
import { isoSeconds, type Millis } from '../../steps/domain/instants.ts';
import { PAUSE_MARK, pausedUntil, pauseMark } from '../../steps/domain/pause.ts';
import type { Meetings } from '../../steps/ports.ts';

/** The command line is invalid. The message is one line. */
export class BadCommand extends Error {
  override readonly name = 'BadCommand';
}

export const HELP = `Stops all ends by safety nets of a deployment, for an incident.

  npm run pause -- on|off|status --table NAME

  on            for four hours from now, no safety net ends a meeting or a host; repeat it to continue
  off           the nets work again, from the next sweep on
  status        prints whether the nets are paused
  --table NAME  the deployment's table: output TableName of the stack
  --help        print this text

It uses the AWS credentials and the Region of your environment, and needs dynamodb:GetItem and dynamodb:PutItem on the
table. Meetings still end by their workflows, and hosts by their own timers.`;

const COMMANDS = ['on', 'off', 'status'] as const;
type What = (typeof COMMANDS)[number];

/** Undefined with --help. @throws BadCommand */
export function readPauseArguments(args: readonly string[]): { what: What; table: string } | undefined {
  const { values, positionals } = parsed(args);
  if (values.help) return undefined;
  const what = COMMANDS.find((one) => one === positionals[0]);
  if (!what || positionals.length > 1) throw new BadCommand('one of on, off and status is required; see --help');
  if (!values.table) throw new BadCommand('--table is required: it is output TableName of the stack');
  return { what, table: values.table };
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      table: { type: 'string' },
      help: { type: 'boolean' },
    } as const;
    return parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    throw new BadCommand((error as Error).message.split('\n')[0], { cause: error });
  }
}

/** Returns the text for the operator. */
export async function pauseCommand(
  meetings: Pick<Meetings, 'getMark' | 'setMark'>,
  what: What,
  now: Millis,
): Promise<string> {
  if (what !== 'status') await meetings.setMark(PAUSE_MARK, what === 'on' ? pauseMark(now) : undefined);
  const until = pausedUntil(await meetings.getMark(PAUSE_MARK), now);
  return until === undefined
    ? 'off: the safety nets end what their workflows do not end'
    : `on: no safety net ends a meeting or a host until ${isoSeconds(until)}`;
}

import { BlockList, isIPv4 } from 'node:net';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { MINUTE, SECOND } from '../steps/domain/instants.ts';
import { type Word, WORDS } from '../web/lib/words.ts';
import type { RuntimeOptions } from './runtime.ts';

/** The command line is invalid. The message is one line for the user. */
export class BadOption extends Error {
  override readonly name = 'BadOption';
}

export const HELP = `Usage: npm start -- [options]

  --port N        port of organisers' pages and the API; the join page has the next one (default 3000)
  --host ADDRESS  IPv4 address of this computer: opens everything to its network, over https (default 127.0.0.1, http)
  --speed N       speed of the local clock, as a multiple of real time (default 1)
  --data-dir DIR  data folder (default .elephant; with --speed 60: .elephant-x60)
  --boot TIME     time until a stand-in host is healthy, on the local clock: 20s, 2m (default 20s)
  --sign-in       organisers sign in at an issuer on this computer, as made-up people; it has the port after the join page
  --api-key KEY   key that organiser routes require in the header x-api-key (default: no key)
  --origin URL    origin of pages that may call the API, in addition to the runtime's own; can be repeated
  --word WORD     what guests read for a meeting: meeting or lesson (default meeting)
  --loopback-webhooks  webhooks may have addresses of this computer, also with http
  --help          print this help
`;

type StartOptions = Omit<RuntimeOptions, 'write'>;

/** Returns undefined for --help. @throws BadOption */
export function readOptions(args: readonly string[]): StartOptions | undefined {
  const {
    help,
    port,
    host,
    speed: speedText,
    boot,
    origin,
    word,
    ...rest
  } = parseOptions(args, {
    port: { type: 'string' },
    host: { type: 'string' },
    speed: { type: 'string' },
    'data-dir': { type: 'string' },
    boot: { type: 'string' },
    'sign-in': { type: 'boolean' },
    'api-key': { type: 'string' },
    origin: { type: 'string', multiple: true },
    word: { type: 'string' },
    'loopback-webhooks': { type: 'boolean' },
    help: { type: 'boolean' },
  });
  if (help) return undefined;
  const speed = decimal('--speed', speedText ?? '1', 1, 100_000);
  const localIssuer = rest['sign-in'] ?? false;
  if (localIssuer && host !== undefined) throw new BadOption('--sign-in is for this computer only: leave out --host');
  if (rest['data-dir'] === '') throw new BadOption('--data-dir must name a folder');
  const bootTime = duration('--boot', boot ?? '20s');
  return {
    port: whole('--port', port ?? '3000', 0, 65_533),
    host: host === undefined ? undefined : networkAddress(host),
    speed,
    dataDir: rest['data-dir'] ?? (speed === 1 ? '.elephant' : `.elephant-x${speed}`),
    bootTime: () => bootTime,
    apiKey: rest['api-key'],
    localIssuer,
    origins: (origin ?? []).map(originOf),
    word: wordOf(word ?? 'meeting'),
    loopbackWebhooks: rest['loopback-webhooks'] ?? false,
  };
}

/** @throws BadOption */
export function parseOptions<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new BadOption((error as Error).message.split('\n')[0], { cause: error });
  }
}

function decimal(name: string, text: string, min: number, max: number): number {
  const value = /^\d{1,9}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= min && value <= max))
    throw new BadOption(`${name} must be a number from ${min} to ${max}, not "${text}"`);
  return value;
}

export function whole(name: string, text: string, min: number, max: number): number {
  const value = decimal(name, text, min, max);
  if (!Number.isInteger(value)) throw new BadOption(`${name} must be a whole number, not "${text}"`);
  return value;
}

function duration(name: string, text: string): number {
  const match = /^(\d{1,6})(s|m)$/.exec(text);
  if (!match) throw new BadOption(`${name} must be a time such as 20s or 2m, not "${text}"`);
  return Number(match[1]) * (match[2] === 'm' ? MINUTE : SECOND);
}

/** Addresses that other devices cannot use: of every interface, and of the loopback interface. */
const UNUSABLE = new BlockList();
UNUSABLE.addSubnet('0.0.0.0', 8);
UNUSABLE.addSubnet('127.0.0.0', 8);

function networkAddress(text: string): string {
  if (!isIPv4(text) || UNUSABLE.check(text))
    throw new BadOption(
      `--host must be an IPv4 address of this computer in its network, such as 192.168.1.5, not "${text}"`,
    );
  return text;
}

function wordOf(text: string): Word {
  const word = WORDS.find((known) => known === text);
  if (!word) throw new BadOption(`--word must be ${WORDS.join(' or ')}, not "${text}"`);
  return word;
}

function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (text === '*' || !url || !/^https?:$/.test(url.protocol) || url.origin !== text.replace(/\/$/, ''))
    throw new BadOption(`--origin must be an origin such as https://lessons.example, not "${text}"`);
  return url.origin;
}

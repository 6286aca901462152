import { parseArgs } from 'node:util';

/** Nothing can be tried at all; the message is one line for a person. */
export class Failing extends Error {
  override readonly name = 'Failing';
}

const HELP = `Plays meetings against a deployment, through its public API alone, and says what it has proved.

  npm run smoke -- --api URL [--key KEY] [--frontend URL] [--hosts N]

  --api URL       where the API lives: the stack's output ApiUrl
  --key KEY       the organiser's API key: aws apigateway get-api-key --include-value --api-key ID,
                  with the stack's output ApiKeyId
  --frontend URL  where links lead to; its origin must be one of the deployment's allowedOrigins
                  (default http://localhost:3000/join)
  --hosts N       at most this many hosts at once (default 4: all that it wants; 1 in an account whose
                  vCPU quota has room for one host only)
  --help          this text

It keeps to the deployment's timetable: with the default one it takes some 25 minutes, with one host at a time 50. It
launches four hosts and leaves nothing behind but rows of meetings that are over; what breaks half-way, or is
interrupted, is called off.
Exit code: 0 all kept, 1 something broken, 2 nothing could be tried.`;

export interface Deployment {
  /** Without a slash at its end. */
  readonly api: string;
  /** The organiser's; undefined where none is needed. */
  readonly key: string | undefined;
  /** Where links lead to; its origin is one that the deployment allows. */
  readonly frontend: string;
}

export interface Arguments {
  readonly HELP: string;
  /** Undefined when only help was asked for. */
  readonly deployment: Deployment | undefined;
  readonly hostsAtOnce: number;
}

/** @throws Failing */
export function readArguments(args: readonly string[]): Arguments {
  const { api, key, frontend, hosts, help } = parsed(args);
  if (help) return { HELP, deployment: undefined, hostsAtOnce: 0 };
  if (api === undefined) throw new Failing('--api URL is needed; --help tells more');
  for (const [name, url] of Object.entries({ '--api': api, '--frontend': frontend }))
    if (!URL.canParse(url) || !/^https?:/.test(url)) throw new Failing(`${name} must be an address, not "${url}"`);
  if (!/^[1-9]\d?$/.test(hosts)) throw new Failing(`--hosts must be a number from 1 to 99, not "${hosts}"`);
  return { HELP, deployment: { api: api.replace(/\/+$/, ''), key, frontend }, hostsAtOnce: Number(hosts) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        api: { type: 'string' },
        key: { type: 'string' },
        frontend: { type: 'string', default: 'http://localhost:3000/join' },
        hosts: { type: 'string', default: '4' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new Failing((error as Error).message.split('\n')[0], { cause: error });
  }
}

/** A failed fetch says why only in its cause. */
export function explain(error: unknown): string {
  const { message, cause } = error as { readonly message?: string; readonly cause?: { readonly message?: string } };
  return [message ?? String(error), cause?.message].filter(Boolean).join(': ');
}

import { parseArgs } from 'node:util';

/** No scenario can run. The message is one line. */
export class SetupError extends Error {
  override readonly name = 'SetupError';
}

export const HELP = `Runs meetings on a deployment through its public API, and prints the results.

  npm run smoke -- --api URL [--key KEY] [--frontend URL] [--hosts N]

  --api URL       base URL of the API: the stack's output ApiUrl
  --key KEY       the organiser's API key: aws apigateway get-api-key --include-value --api-key ID,
                  with the stack's output ApiKeyId
  --frontend URL  the page that links point to; its origin must be one of the deployment's allowedOrigins
                  (default http://localhost:3000/join)
  --hosts N       maximum number of hosts at a time (default 6, enough for all scenarios; use 1 if the vCPU quota of the
                  account allows one host only)
  --help          print this text

The duration depends on the deployment's timetable: about 25 minutes with the default one, 50 with one host at a time.
It launches six hosts. Only rows of ended meetings remain; meetings of failed or interrupted scenarios are cancelled.
Exit code: 0 all scenarios passed, 1 a scenario failed, 2 no scenario could run.`;

export interface Deployment {
  /** Base URL without a trailing slash. */
  readonly api: string;
  /** The organiser's API key; undefined if the API needs none. */
  readonly key: string | undefined;
  /** The page that links point to, on an allowed origin. */
  readonly frontend: string;
}

export interface Arguments {
  /** Undefined with --help. */
  readonly deployment: Deployment | undefined;
  readonly hostsAtOnce: number;
}

/** @throws SetupError */
export function readArguments(args: readonly string[]): Arguments {
  const { api, key, frontend, hosts, help } = parsed(args);
  if (help) return { deployment: undefined, hostsAtOnce: 0 };
  if (api === undefined) throw new SetupError('--api URL is required; see --help');
  for (const [name, url] of Object.entries({ '--api': api, '--frontend': frontend }))
    if (!URL.canParse(url) || !/^https?:/.test(url)) throw new SetupError(`${name} must be a URL, not "${url}"`);
  if (!/^[1-9]\d?$/.test(hosts)) throw new SetupError(`--hosts must be a number from 1 to 99, not "${hosts}"`);
  return { deployment: { api: api.replace(/\/+$/, ''), key, frontend }, hostsAtOnce: Number(hosts) };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        api: { type: 'string' },
        key: { type: 'string' },
        frontend: { type: 'string', default: 'http://localhost:3000/join' },
        hosts: { type: 'string', default: '6' },
        help: { type: 'boolean' },
      },
    }).values;
  } catch (error) {
    throw new SetupError((error as Error).message.split('\n')[0], { cause: error });
  }
}

/** The message of an error and of its causes: a failed fetch has its reason in a cause. */
export function explain(error: unknown): string {
  const { message, cause } = error as { readonly message?: string; readonly cause?: unknown };
  const own = message ?? String(error);
  return cause === undefined ? own : `${own}: ${explain(cause)}`;
}

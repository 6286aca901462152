import './quiet-aws-libraries.ts';
import { resolve } from 'node:path';
import { BadOption, HELP, readOptions } from './options.ts';
import { StorageUnavailable } from '../steps/domain/errors.ts';
import { BrokenDataFolder, lockFolder } from './files.ts';
import type { Certificate } from './network/certificate.ts';
import { type Runtime, startRuntime } from './runtime.ts';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) return console.log(HELP);
  lockFolder(options.dataDir);
  const runtime = await startRuntime({ ...options, write: (line) => process.stdout.write(line) });
  console.log(`elephant-meetings at ${runtime.url}${options.speed === 1 ? '' : `, local clock at ${options.speed} times real time`}
join page at ${runtime.joinUrl}
${callers(runtime.issuer, options.apiKey)}
data folder ${resolve(options.dataDir)}; stop with Ctrl-C, start again to continue
mails of meetings are kept, and not sent: ${runtime.url}/outbox
${runtime.certificate ? forOtherDevices(runtime.certificate, options.apiKey) : ''}
${runtime.issuer === undefined || options.apiKey !== undefined ? command(runtime, options.apiKey) : ''}
`);
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => void runtime.stop().then(() => process.exit(0)));
}

/** Schedules a meeting. The time is read when the command runs: a printed time would soon be over on a fast clock. */
function command({ url, joinUrl, certificate }: Runtime, apiKey: string | undefined): string {
  const trust = certificate ? ` --cacert '${certificate.file}'` : '';
  const now = `'"$(curl -s${trust} ${url}/health | sed 's/.*"now":"\\(.\\{19\\}\\).*/\\1Z/')"'`;
  const key = apiKey === undefined ? '' : ` -H 'x-api-key: ${apiKey}'`;
  return `curl -s${trust} ${url}/schedule -H 'Content-Type: application/json'${key} -d '{"teacher_name":"Ada","student_name":"Ben","meet_time":"${now}","frontend_base_url":"${joinUrl}"}'`;
}

/** Who may use organisers' pages and the API. */
function callers(issuer: string | undefined, apiKey: string | undefined): string {
  if (issuer !== undefined) return `organisers sign in at ${issuer}, as made-up people`;
  return apiKey === undefined
    ? 'everybody who reaches these addresses may see and cancel all meetings; with --sign-in, organisers sign in'
    : 'organisers need the API key';
}

const forOtherDevices = ({ fingerprint }: Certificate, apiKey: string | undefined): string => `
Browsers warn once, because no authority has signed the certificate of this computer. Its SHA-256 fingerprint is
${fingerprint}
${apiKey === undefined ? 'Everybody in this network can see and cancel all meetings: use --api-key to prevent it.\n' : ''}`;

const UNUSABLE_FOLDER = new Set(['EACCES', 'EEXIST', 'ENOENT', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS']);

/** Returns one line for an error that the user can fix; for a bug, the stack. */
function explain(error: unknown): string {
  if (error instanceof BadOption || error instanceof BrokenDataFolder) return error.message;
  if (error instanceof StorageUnavailable) return `the data folder cannot be used: ${error.message}`;
  const { code, message, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRNOTAVAIL') return `${address} is not an address of this computer`;
  if (code === 'EADDRINUSE') return `port ${port} is in use: choose another with --port`;
  if (code !== undefined && UNUSABLE_FOLDER.has(code)) return `the data folder cannot be used: ${message}`;
  return error instanceof Error ? (error.stack ?? message) : message;
}

main().catch((error: unknown) => {
  console.error(`elephant-meetings: ${explain(error)}`);
  process.exit(2);
});

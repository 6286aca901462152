import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bodyOf, createClient, parseLink } from '../../client/client.ts';
import type { Receipt } from '../../steps/api/http/response-schemas.ts';
import { pythonEnvironment, run } from '../deploy/processes.ts';
import { RuntimeProcess } from '../support/process.ts';
import { explain } from '../../scripts/smoke/arguments.ts';

/** Seconds for each of the two runs. */
const BUDGET = 35;
const KEY = 'sesame';
const SEED = '20261124';

/**
 * Checks that do not apply. The API rejects some requests that match the schema, because a schema can't express that a time
 * zone exists, that an origin is allowed, or that a local time is skipped. An unsupported method returns 404, as with API
 * Gateway, which has no 405. A cancelled meeting can still be read after DELETE.
 */
const EXCLUDED_CHECKS = 'positive_data_acceptance,unsupported_method,allow_header_conformance,use_after_free';

/** Includes 413 and 431, for requests that are too large, and 401, for access tokens that were made up. */
const CONFIG = `[checks]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 409, 410, 413, 415, 422, 429, 431]
`;

/** Schedules a meeting that opens its room at once, so that requests reach more than "not found". */
async function schedule(api: string): Promise<Receipt> {
  const response = await createClient({ base: api, apiKey: () => KEY }).schedule({
    teacher_name: 'Ada',
    student_name: 'Ben',
    meet_time: new Date().toISOString(),
    frontend_base_url: `${api}/join`,
  });
  return bodyOf(response);
}

async function fuzz(api: string, folder: string, title: string, parameters: Record<string, string>): Promise<boolean> {
  const config = join(folder, `${title.replaceAll(' ', '-')}.toml`);
  const lines = Object.entries(parameters).map(([name, value]) => `"${name}" = ${JSON.stringify(value)}`);
  writeFileSync(config, [CONFIG, ...(lines.length > 0 ? ['[parameters]', ...lines] : []), ''].join('\n'));
  const program = join(await pythonEnvironment(), 'schemathesis');
  const args = ['--config-file', config, 'run', 'docs/openapi.json', '--url', api, '--header', `x-api-key: ${KEY}`];
  const options = [
    '--checks',
    'all',
    '--exclude-checks',
    EXCLUDED_CHECKS,
    '--max-time',
    String(BUDGET),
    '--seed',
    SEED,
  ];
  const shown = ['--warnings', 'off', '--no-color', '--continue-on-failure', '--output-truncate', 'true'];
  try {
    const output = await run(program, [...args, ...options, ...shown]);
    console.log(`ok ${title}: ${/\d+ generated.*/.exec(output)?.[0] ?? output}`);
    return true;
  } catch (error) {
    // Generated bodies are long; the failure is at the start of each line.
    console.error(`FAILED ${title}\n${explain(error).replaceAll(/^(.{400}).*$/gm, '$1 ...')}`);
    return false;
  }
}

const folder = mkdtempSync(join(tmpdir(), 'elephant-api-'));
const runtime = await RuntimeProcess.start('--port', '0', '--api-key', KEY, '--data-dir', folder, '--boot', '1s');
try {
  const { id, teacher_link: link } = await schedule(runtime.url);
  const { key } = parseLink(link);
  const unknown = await fuzz(runtime.url, folder, 'requests for unknown meetings', {});
  const existing = await fuzz(runtime.url, folder, 'requests for an existing meeting', {
    'path.id': id,
    'path.role': 'teacher',
    'header.X-Link-Key': key,
  });
  process.exitCode = unknown && existing ? 0 : 1;
} finally {
  await runtime.end();
  rmSync(folder, { recursive: true, force: true });
}

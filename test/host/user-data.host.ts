import { describe, expect, it } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HOST_KIND_SPECS } from '../../infra/host-kinds.ts';
import { HOST_KINDS } from '../../steps/domain/host-kind.ts';
import { userData, USER_DATA_LIMIT, withoutComments } from '../../infra/user-data.ts';

/** The longest possible values. */
const DEPLOYMENT = {
  DOMAIN: `${'rooms.'.repeat(41)}example`,
  API_URL: 'https://abcdefghij.execute-api.ap-southeast-2.amazonaws.com/v1/',
  HOST_SECRETS: `${'d'.repeat(32)}/hosts/`,
  CERTIFICATE_SECRET: `arn:aws:secretsmanager:ap-southeast-2:123456789012:secret:${'CertificateSecret'.repeat(8)}-AbCdEf`,
  LOG_GROUP: `/${'d'.repeat(32)}/hosts`,
  PRESENCE_EVERY: '30',
  IMAGES: '123456789012.dkr.ecr.ap-southeast-2.amazonaws.com/ghcr/jitsi',
  IMAGE_VERSION: 'stable-11146-2',
  ...Object.fromEntries(
    ['WEB', 'PROSODY', 'JICOFO', 'JVB'].map((part, index) => [`${part}_DIGEST`, `@sha256:${String(index).repeat(64)}`]),
  ),
  SNAPSHOT: '20261101T000000Z',
};

interface CloudConfig {
  readonly runcmd?: readonly (readonly string[])[];
  readonly bootcmd: readonly (readonly string[])[];
}

const parsed = (text: string): CloudConfig => JSON.parse(text.slice(text.indexOf('\n'))) as CloudConfig;
const HOST_FILES = new URL('../../infra/host/', import.meta.url).pathname;
const hostFile = (name: string): string => readFileSync(`${HOST_FILES}${name}`, 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'user-data-'));

function run(command: string, args: readonly string[], input?: string): { ok: boolean; output: string } {
  try {
    return { ok: true, output: execFileSync(command, args, { encoding: 'utf8', input, stdio: 'pipe' }) };
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    return { ok: false, output: `${stdout}${stderr}` };
  }
}

describe.each(HOST_KINDS)('user data of kind %s', (kind) => {
  const text = userData(kind, kind === 'jitsi' ? DEPLOYMENT : {});

  it('is valid for cloud-init', () => {
    const file = join(folder, `${kind}.yaml`);
    writeFileSync(file, text);
    expect(run('cloud-init', ['schema', '--config-file', file])).toMatchObject({ ok: true });
  });

  it('takes less than 90% of the size limit of EC2', () => {
    expect(Buffer.byteLength(text)).toBeLessThan(0.9 * USER_DATA_LIMIT);
  });

  it("installs the files of infra/host, without comments, before the dead-man's switch", () => {
    const { boot } = HOST_KIND_SPECS[kind];
    const [unpack = [], deadMan = []] = parsed(text).bootcmd;
    if (!boot) return expect(unpack.join(' ')).toContain('elephant-dead-man');
    expect(deadMan.join(' ')).toMatch(/elephant-dead-man .*dead-man\.sh \|\| shutdown/);
    const root = mkdtempSync(join(folder, 'root-'));
    const command = unpack.slice(unpack.indexOf('python3')).map((part) => (part === '/' ? root : part));
    expect(run(command[0]!, command.slice(1))).toEqual({ ok: true, output: '' });
    const files = { ...boot.files, 'dead-man.sh': '/usr/local/lib/elephant/dead-man.sh' };
    for (const [name, path] of Object.entries(files))
      expect(readFileSync(join(root, path), 'utf8')).toBe(withoutComments(hostFile(name)));
    expect(run('python3', ['-m', 'compileall', '-q', root])).toEqual({ ok: true, output: '' });
  });
});

it('user data of builds of jitsi is valid, and leaves some room', () => {
  const text = userData('jitsi', DEPLOYMENT, 'builds');
  const file = join(folder, 'builds.yaml');
  writeFileSync(file, text);
  expect(run('cloud-init', ['schema', '--config-file', file])).toMatchObject({ ok: true });
  expect(Buffer.byteLength(text)).toBeLessThan(0.96 * USER_DATA_LIMIT);
  expect(parsed(text).runcmd).toEqual([['bash', '/usr/local/lib/elephant/build.sh']]);
});

it('cloud-init rejects an invalid cloud-config', () => {
  const file = join(folder, 'wrong.yaml');
  writeFileSync(file, '#cloud-config\n{"bootcmd": 3}\n');
  expect(run('cloud-init', ['schema', '--config-file', file]).ok).toBe(false);
});

const filesOf = (end: string): string[] => readdirSync(HOST_FILES).filter((name) => name.endsWith(end));

it.each(filesOf('.sh'))('shellcheck reports nothing for %s', (name) => {
  expect(run('shellcheck', ['--enable=all', '--exclude=SC2250,SC2292,SC2312,SC2310', `${HOST_FILES}${name}`])).toEqual({
    ok: true,
    output: '',
  });
});

it.each(filesOf('.service'))('systemd reports nothing for %s', (name) => {
  expect(run('bash', ['-c', 'systemd-analyze verify "$0" 2>&1', `${HOST_FILES}${name}`])).toEqual({
    ok: true,
    output: '',
  });
});

import { JITSI as JITSI_IMAGES } from '../../infra/jitsi-images.ts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultHostKind, HOST_KIND_SPECS } from '../../infra/host-kinds.ts';
import { HOST_BEHAVIOR, HOST_KINDS } from '../../steps/domain/host-kind.ts';
import { withoutComments } from '../../infra/user-data.ts';
import { contextOf, Synthesis } from './template.ts';

const AMI = 'ami-0123456789abcdef0';
const JITSI = contextOf('jitsi');

const launchData = (synthesis: Synthesis): Record<string, unknown> =>
  synthesis.only('AWS::EC2::LaunchTemplate', (id) => !id.includes('Build'))['LaunchTemplateData'] as Record<
    string,
    unknown
  >;

const openPorts = (synthesis: Synthesis): string[] =>
  (synthesis.only('AWS::EC2::SecurityGroup')['SecurityGroupIngress'] as Record<string, unknown>[]).map(
    ({ IpProtocol, FromPort, ToPort }) => `${String(IpProtocol)} ${String(FromPort)}-${String(ToPort)}`,
  );

describe('a host', () => {
  const standIn = new Synthesis();
  const jitsi = new Synthesis({ ...JITSI, vpcId: 'vpc-01234567', subnetIds: 'subnet-0000000a' });
  const prepared = new Synthesis({ ...JITSI, amiId: AMI });

  it('uses the latest Amazon Linux unless an image is configured', () => {
    expect(launchData(standIn)['ImageId']).toBe(
      'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
    );
    expect(launchData(jitsi)['ImageId']).toMatch(
      /^resolve:ssm:\/aws\/service\/canonical\/ubuntu\/server\/24.04\/.*arm64/,
    );
    expect(launchData(prepared)['ImageId']).toBe(AMI);
  });

  it('has an encrypted root volume on the root device of its image', () => {
    for (const [synthesis, DeviceName] of [
      [standIn, '/dev/xvda'],
      [jitsi, '/dev/sda1'],
    ] as const)
      expect(launchData(synthesis)['BlockDeviceMappings']).toMatchObject([{ DeviceName, Ebs: { Encrypted: true } }]);
  });

  it('is terminated with its volume when it powers off', () => {
    expect(launchData(standIn)).toMatchObject({
      InstanceInitiatedShutdownBehavior: 'terminate',
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, DeleteOnTermination: true, VolumeType: 'gp3' } },
      ],
    });
  });

  it('can read its tags over IMDSv2, and has no SSH key', () => {
    expect(launchData(standIn)['MetadataOptions']).toMatchObject({
      HttpTokens: 'required',
      InstanceMetadataTags: 'enabled',
    });
    expect(launchData(standIn)).not.toHaveProperty('KeyName');
  });

  it('has no network interface in its template, because the launch call names the subnet', () => {
    expect(launchData(standIn)).not.toHaveProperty('NetworkInterfaces');
    expect(launchData(standIn)['SecurityGroupIds']).toEqual(['<HostsPorts.GroupId>']);
    for (const { Properties } of Object.values(standIn.resources('AWS::EC2::Subnet')))
      expect(Properties['MapPublicIpOnLaunch']).toBe(true);
  });

  it('opens the ports of its kind and of its URL, and no other', () => {
    expect(openPorts(standIn)).toEqual(['tcp 80-80']);
    expect(openPorts(jitsi)).toEqual(['tcp 80-80', 'tcp 443-443', 'udp 3478-3478', 'udp 10000-10000']);
    standIn.template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    const desktops = { domain: 'video.example', hostKind: 'ami', amiId: AMI };
    expect(openPorts(new Synthesis(desktops))).toEqual(['tcp 80-80', 'tcp 443-443']);
    const hostUrl = 'https://{host}:8443';
    expect(openPorts(new Synthesis({ ...desktops, hostUrl }))).toEqual(['tcp 80-80', 'tcp 443-443', 'tcp 8443-8443']);
    // Rooms with names do not use `hostUrl`.
    expect(openPorts(new Synthesis({ ...JITSI, hostUrl, pages: false }))).not.toContain('tcp 8443-8443');
  });

  it('runs in a VPC without NAT gateways, or in the configured VPC', () => {
    standIn.template.resourceCountIs('AWS::EC2::VPC', 1);
    standIn.template.resourceCountIs('AWS::EC2::NatGateway', 0);
    jitsi.template.resourceCountIs('AWS::EC2::VPC', 0);
    expect(jitsi.only('AWS::EC2::SecurityGroup')['VpcId']).toBe('vpc-01234567');
  });

  it("arms its dead-man's switch first, for every kind", () => {
    const ami = new Synthesis({ domain: 'desktops.example', hostKind: 'ami', amiId: AMI });
    const per = ['cloud-init-per', 'instance'];
    expect(cloudConfig(ami).bootcmd[0]).toEqual([
      ...per,
      'elephant-dead-man',
      'bash',
      '-c',
      withoutComments(hostFile('dead-man.sh')),
    ]);
    for (const { bootcmd } of [standIn, jitsi, prepared].map(cloudConfig))
      expect(bootcmd.slice(0, 2)).toEqual([
        expect.arrayContaining([...per, 'elephant-files', 'python3']),
        [...per, 'elephant-dead-man', 'sh', '-c', 'bash /usr/local/lib/elephant/dead-man.sh || shutdown -P +15'],
      ]);
  });

  it('of kind jitsi masks automatic upgrades', () => {
    expect(cloudConfig(jitsi).bootcmd[2]).toEqual(expect.arrayContaining(['mask', 'apt-daily-upgrade.timer']));
    expect(cloudConfig(jitsi)).toMatchObject({ package_update: false, package_upgrade: false });
  });

  it('of kind jitsi gets settings of the deployment, and nothing about a meeting', () => {
    const env = cloudConfig(jitsi).write_files?.find(({ path }) => path === '/etc/elephant/deployment.env');
    expect(env?.content.trim().split('\n')).toEqual([
      'DOMAIN=meet.example',
      'API_URL=https://<ApiRest>.execute-api.<Region>.<URLSuffix>/v1/',
      'HOST_SECRETS=elephant-meetings/hosts/',
      'CERTIFICATE_SECRET=<CertificateSecret>',
      'LOG_GROUP=<HostsLogs>',
      'PRESENCE_EVERY=30',
      'IMAGES=ghcr.io/jitsi',
      'IMAGE_VERSION=stable-11146-2',
      ...Object.entries(JITSI_IMAGES.digests).map(([part, digest]) => `${part.toUpperCase()}_DIGEST=@${digest}`),
    ]);
  });

  it('of kind jitsi gets the pinned images and packages', () => {
    const digests = Object.fromEntries(
      ['web', 'prosody', 'jicofo', 'jvb'].map((part, index) => [part, `sha256:${String(index).repeat(64)}`]),
    );
    const pins = { jitsiDigests: JSON.stringify(digests), ubuntuSnapshot: '20261101T000000Z' };
    const pinned = new Synthesis({ ...JITSI, ...pins });
    const env = cloudConfig(pinned).write_files?.find(({ path }) => path === '/etc/elephant/deployment.env');
    expect(env?.content.split('\n')).toEqual(
      expect.arrayContaining([`WEB_DIGEST=@sha256:${'0'.repeat(64)}`, `JVB_DIGEST=@sha256:${'3'.repeat(64)}`]),
    );
    expect(env?.content).toContain('SNAPSHOT=20261101T000000Z\n');
  });

  it('has the same user data at each synthesis', () => {
    expect(userDataOf(new Synthesis({ ...JITSI, vpcId: 'vpc-01234567', subnetIds: 'subnet-0000000a' }))).toBe(
      userDataOf(jitsi),
    );
  });
});

describe.each(HOST_KINDS)('kind %s', (kind) => {
  const spec = HOST_KIND_SPECS[kind];
  const synthesis = new Synthesis({ ...contextOf(kind), pages: false });

  it('opens the port of the address that browsers and the health check use', () => {
    const { HOST_URL, HEALTH_PATH } = (
      synthesis.lambda('checkHost')['Environment'] as { Variables: Record<string, string> }
    ).Variables;
    expect([HOST_URL, HEALTH_PATH]).toEqual([spec.hostUrl, spec.healthPath]);
    const { protocol, port } = new URL(spec.hostUrl.replace('{host}', 'host'));
    const number = port || (protocol === 'https:' ? '443' : '80');
    expect(openPorts(synthesis)).toContain(`tcp ${number}-${number}`);
  });

  it('has values that fit together', () => {
    // The agent reads its secrets, and its health path is derived from the link secret.
    expect(HOST_BEHAVIOR[kind].health === 'agent').toBe(spec.secrets);
    // A certificate covers names below a domain.
    if (spec.certificate) expect([spec.names, spec.domainVariable]).toEqual([true, expect.any(String)]);
    if (HOST_BEHAVIOR[kind].roomToken === 'query') expect(spec.secrets).toBe(true);
  });
});

it('the default kind depends on the domain', () => {
  expect([defaultHostKind(undefined), defaultHostKind('meet.example')]).toEqual(['stand-in', 'jitsi']);
});

const userDataOf = (synthesis: Synthesis): string =>
  (launchData(synthesis)['UserData'] as { 'Fn::Base64': string })['Fn::Base64'];

/** The cloud-config: JSON after the first line. */
function cloudConfig(synthesis: Synthesis): {
  readonly bootcmd: readonly (readonly string[])[];
  readonly write_files?: readonly { readonly path: string; readonly content: string }[];
} {
  const [header, json = ''] = userDataOf(synthesis).split(/\n(.*)/s);
  expect(header).toBe('#cloud-config');
  return JSON.parse(json) as ReturnType<typeof cloudConfig>;
}

const hostFile = (name: string): string => readFileSync(new URL(`../../infra/host/${name}`, import.meta.url), 'utf8');

/** Runs a script of a host in a temporary root folder, with commands that only record their calls. */
class ScriptRun {
  readonly root = mkdtempSync(join(tmpdir(), 'host-'));
  readonly calls: string;

  constructor(commands: Readonly<Record<string, string>>) {
    this.calls = join(this.root, 'calls');
    for (const [name, body] of Object.entries({ systemctl: '', shutdown: '', sleep: '', ...commands })) {
      const path = join(this.root, name);
      writeFileSync(path, `#!/bin/bash\necho "${name} $*" >>"${this.calls}"\n${body}\n`);
      chmodSync(path, 0o755);
    }
  }

  run(script: string): string[] {
    const env = { PATH: `${this.root}:/usr/bin:/bin`, ROOT: this.root };
    execFileSync('bash', ['-c', hostFile(script)], { env, stdio: ['ignore', 'ignore', 'ignore'] });
    return readFileSync(this.calls, 'utf8').trim().split('\n');
  }

  unit(name: string): string {
    return readFileSync(join(this.root, 'etc/systemd/system', name), 'utf8');
  }
}

/** A metadata service with this tag, or without a tag. */
const metadata = (hardEnd: string | undefined): string =>
  `case "$*" in *api/token*) echo token;; *elephant:hard-end*) ${hardEnd === undefined ? 'exit 22' : `echo ${hardEnd}`};; esac`;

const poweredOff = (calls: string[]): boolean => calls.includes('systemctl poweroff');
const minutesAhead = (timer: string): number => {
  const at = /OnCalendar=(\S+) (\S+) UTC/.exec(timer);
  return (Date.parse(`${at?.[1]}T${at?.[2]}Z`) - Date.now()) / 60_000;
};

describe("the dead-man's switch", () => {
  it('powers off at the time in the tag, also after a reboot', () => {
    const run = new ScriptRun({ curl: metadata('2099-12-01T17:00:00Z') });
    const calls = run.run('dead-man.sh');
    expect(run.unit('elephant-hard-end.timer')).toMatch(
      /OnCalendar=2099-12-01 17:00:00 UTC\nPersistent=true[^]*WantedBy=timers.target/,
    );
    expect(run.unit('elephant-hard-end.service')).toContain('systemctl poweroff');
    expect(calls).toContain('systemctl enable elephant-hard-end.timer');
    expect(poweredOff(calls)).toBe(false);
  });

  it('is armed before it requests the tag', () => {
    const calls = new ScriptRun({ curl: metadata('2099-12-01T17:00:00Z') }).run('dead-man.sh');
    const request = calls.findIndex((call) => call.startsWith('curl'));
    expect(calls.slice(0, request)).toContain('systemctl --no-block restart elephant-hard-end.timer');
  });

  it('powers off within 15 minutes when it cannot read the tag', () => {
    const run = new ScriptRun({ curl: metadata(undefined) });
    run.run('dead-man.sh');
    expect(minutesAhead(run.unit('elephant-hard-end.timer'))).toBeLessThanOrEqual(15);
    expect(minutesAhead(run.unit('elephant-hard-end.timer'))).toBeGreaterThan(13);
  });

  it.each(['tomorrow', "''"])('ignores a tag that is not a time: %s', (tag) => {
    const run = new ScriptRun({ curl: metadata(tag) });
    expect(poweredOff(run.run('dead-man.sh'))).toBe(false);
    expect(minutesAhead(run.unit('elephant-hard-end.timer'))).toBeLessThanOrEqual(15);
  });

  it('powers off at once when the time is past, because no timer would fire', () => {
    expect(poweredOff(new ScriptRun({ curl: metadata('2020-01-01T00:00:00Z') }).run('dead-man.sh'))).toBe(true);
  });

  it('uses shutdown when it cannot set the timer', () => {
    expect(new ScriptRun({ curl: metadata(undefined), date: 'exit 1' }).run('dead-man.sh')).toContain(
      'shutdown -P +15',
    );
  });
});

describe('the boot of a Jitsi host', () => {
  const PREPARED = { snap: '', chown: '', docker: '', python3: '', turnserver: '' };
  const MODULES = 'usr/lib/nginx/modules';
  const LIB = 'usr/local/lib/elephant';

  function boot(commands: Readonly<Record<string, string>>): { calls: string[]; phases: Map<string, number> } {
    const run = new ScriptRun(commands);
    for (const folder of ['etc/elephant', MODULES, LIB]) mkdirSync(join(run.root, folder), { recursive: true });
    writeFileSync(join(run.root, MODULES, 'ngx_stream_module.so'), '');
    writeFileSync(join(run.root, LIB, 'install.sh'), hostFile('install.sh'));
    writeFileSync(join(run.root, 'etc/elephant/deployment.env'), 'DOMAIN=rooms.example\nIMAGES=i\nIMAGE_VERSION=1\n');
    const calls = run.run('jitsi.sh');
    const folder = join(run.root, 'run/elephant/phases');
    return { calls, phases: new Map(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs])) };
  }

  it('stamps the end of each phase', () => {
    const { calls, phases } = boot(PREPARED);
    const inOrder = ['boot', 'network', 'packages', 'images', 'containers'];
    expect([...phases].toSorted(([, a], [, b]) => a - b).map(([phase]) => phase)).toEqual(inOrder);
    expect(phases.get('containers')).toBeGreaterThan(Date.now() - 60_000);
    expect(calls.join('\n')).not.toContain('apt-get');
  });

  it('stamps the packages after their installation, and the images after they were fetched', () => {
    const list = 'ls "$ROOT/run/elephant/phases" | xargs >>"$ROOT/calls"';
    const docker = `case "$1 $2" in 'image inspect') exit 1;; esac\n${list}`;
    const python3 = 'case "$*" in *boto3*) exit 1;; esac';
    const { calls } = boot({ ...PREPARED, python3, 'apt-get': list, docker });
    const stampedAt = (call: RegExp): string | undefined =>
      calls.slice(calls.findIndex((line) => call.test(line)) + 1).find((line) => line.startsWith('boot'));
    expect(stampedAt(/apt-get.* install/)).toBe('boot network');
    expect(stampedAt(/docker.* pull/)).toBe('boot network packages');
    expect(stampedAt(/docker.* up/)).toBe('boot images network packages');
  });
});

describe('the stand-in', () => {
  let server: ChildProcess | undefined;
  let address = '';

  beforeAll(async () => {
    const run = new ScriptRun({});
    expect(run.run('stand-in.sh')).toContain('systemctl enable --now elephant-stand-in.service');
    expect(run.unit('elephant-stand-in.service')).toMatch(/DynamicUser=yes\nAmbientCapabilities=CAP_NET_BIND_SERVICE/);
    server = spawn('python3', ['-c', PRINT_PORT, join(run.root, 'usr/local/lib/elephant/stand-in.py')], {
      env: { PORT: '0', PHASES: join(run.root, 'run/elephant-phases') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = (await once(server.stdout!, 'data')) as [Buffer];
    address = `http://127.0.0.1:${port.toString().trim()}`;
  });
  afterAll(() => {
    server?.kill();
  });

  it('returns 200 for health, and the phases of its boot', async () => {
    const response = await fetch(`${address}/health`);
    expect(response.status).toBe(200);
    const { phases } = (await response.json()) as { phases: Record<string, number> };
    expect(Object.keys(phases).toSorted()).toEqual(['boot', 'healthy', 'network']);
    const now = Date.now() / 1000;
    expect(phases['boot']).toBeLessThanOrEqual(phases['network']!);
    expect(phases['network']).toBeGreaterThan(now - 60);
    expect(phases['healthy']).toBeLessThanOrEqual(now);
  });

  it('serves a page for every room', async () => {
    const response = await fetch(`${address}/abcdefghijklmnop`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await response.text()).toContain('This is the room');
  });
});

/** Runs the server, and prints the port that the system chose. */
const PRINT_PORT = `
import http.server, runpy, sys
serve = http.server.ThreadingHTTPServer.serve_forever
def printing(server):
    print(server.server_address[1], flush=True)
    serve(server)
http.server.ThreadingHTTPServer.serve_forever = printing
runpy.run_path(sys.argv[1], run_name="__main__")
`;

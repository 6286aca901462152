import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Synthesis } from './template.ts';

const AMI = 'ami-0123456789abcdef0';
const JITSI = { domain: 'meet.example', hostedZoneId: 'Z0123456789' };

const launchData = (synthesis: Synthesis): Record<string, unknown> =>
  synthesis.only('AWS::EC2::LaunchTemplate')['LaunchTemplateData'] as Record<string, unknown>;

const openPorts = (synthesis: Synthesis): string[] =>
  (synthesis.only('AWS::EC2::SecurityGroup')['SecurityGroupIngress'] as Record<string, unknown>[]).map(
    ({ IpProtocol, FromPort, ToPort }) => `${String(IpProtocol)} ${String(FromPort)}-${String(ToPort)}`,
  );

describe('a host', () => {
  const standIn = new Synthesis();
  const jitsi = new Synthesis({ ...JITSI, vpcId: 'vpc-01234567', subnetIds: 'subnet-0000000a' });
  const prepared = new Synthesis({ ...JITSI, amiId: AMI });

  it('is the latest Amazon Linux unless an image was decided', () => {
    expect(launchData(standIn)['ImageId']).toBe(
      'resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64',
    );
    expect(launchData(jitsi)['ImageId']).toMatch(
      /^resolve:ssm:\/aws\/service\/canonical\/ubuntu\/server\/24.04\/.*arm64/,
    );
    expect(launchData(prepared)['ImageId']).toBe(AMI);
  });

  it('has an encrypted root volume on the device that its image names', () => {
    for (const [synthesis, DeviceName] of [
      [standIn, '/dev/xvda'],
      [jitsi, '/dev/sda1'],
    ] as const)
      expect(launchData(synthesis)['BlockDeviceMappings']).toMatchObject([{ DeviceName, Ebs: { Encrypted: true } }]);
  });

  it('is terminated when it powers off, and its volume with it', () => {
    expect(launchData(standIn)).toMatchObject({
      InstanceInitiatedShutdownBehavior: 'terminate',
      BlockDeviceMappings: [
        { DeviceName: '/dev/xvda', Ebs: { Encrypted: true, DeleteOnTermination: true, VolumeType: 'gp3' } },
      ],
    });
  });

  it('reads its own tags over IMDSv2, and nobody logs in', () => {
    expect(launchData(standIn)['MetadataOptions']).toMatchObject({
      HttpTokens: 'required',
      InstanceMetadataTags: 'enabled',
    });
    expect(launchData(standIn)).not.toHaveProperty('KeyName');
  });

  it('leaves the subnet to the launch call, which EC2 refuses beside a network interface', () => {
    expect(launchData(standIn)).not.toHaveProperty('NetworkInterfaces');
    expect(launchData(standIn)['SecurityGroupIds']).toEqual(['<HostsPorts.GroupId>']);
    for (const { Properties } of Object.values(standIn.resources('AWS::EC2::Subnet')))
      expect(Properties['MapPublicIpOnLaunch']).toBe(true);
  });

  it('opens the ports of its kind and no other', () => {
    expect(openPorts(standIn)).toEqual(['tcp 80-80']);
    expect(openPorts(jitsi)).toEqual(['tcp 80-80', 'tcp 443-443', 'udp 10000-10000']);
    standIn.template.resourceCountIs('AWS::EC2::SecurityGroupIngress', 0);
    const desktops = { domain: 'video.example', hostKind: 'ami', amiId: AMI };
    expect(openPorts(new Synthesis(desktops))).toEqual(['tcp 80-80', 'tcp 443-443']);
    expect(openPorts(new Synthesis({ ...desktops, hostUrl: 'https://{host}:8443' }))).toEqual([
      'tcp 80-80',
      'tcp 443-443',
      'tcp 8443-8443',
    ]);
  });

  it('lives in a VPC without NAT gateways, or in the one that was decided', () => {
    standIn.template.resourceCountIs('AWS::EC2::VPC', 1);
    standIn.template.resourceCountIs('AWS::EC2::NatGateway', 0);
    jitsi.template.resourceCountIs('AWS::EC2::VPC', 0);
    expect(jitsi.only('AWS::EC2::SecurityGroup')['VpcId']).toBe('vpc-01234567');
  });

  it("arms its dead-man's switch before anything else, whatever its kind", () => {
    const ami = new Synthesis({ domain: 'desktops.example', hostKind: 'ami', amiId: AMI });
    for (const synthesis of [standIn, jitsi, prepared, ami]) {
      const { bootcmd } = told(synthesis);
      expect(bootcmd[0]).toEqual([
        'cloud-init-per',
        'instance',
        'elephant-dead-man',
        'bash',
        '-c',
        hostFile('dead-man.sh'),
      ]);
    }
  });

  it('is not upgraded while people meet, as Jitsi host', () => {
    expect(told(jitsi).bootcmd[1]).toEqual(expect.arrayContaining(['mask', 'apt-daily-upgrade.timer']));
    expect(told(jitsi)).toMatchObject({ package_update: false, package_upgrade: false });
  });

  it('learns of its deployment what all hosts of it may know, and nothing of a meeting', () => {
    const env = told(jitsi).write_files?.find(({ path }) => path === '/etc/elephant/deployment.env');
    expect(env?.content.trim().split('\n')).toEqual([
      'DOMAIN=meet.example',
      'API_URL=https://<ApiRest>.execute-api.<Region>.<URLSuffix>/v1/',
      'HOST_SECRETS=elephant-meetings/hosts/',
      'CERTIFICATE_SECRET=<CertificateSecret>',
      'LOG_GROUP=<HostsLogs>',
      'PRESENCE_EVERY=30',
      'IMAGES=ghcr.io/jitsi',
      'IMAGE_VERSION=stable-11146-2',
    ]);
  });

  it('is told the same at each synthesis', () => {
    expect(userDataOf(new Synthesis({ ...JITSI, vpcId: 'vpc-01234567', subnetIds: 'subnet-0000000a' }))).toBe(
      userDataOf(jitsi),
    );
  });
});

const userDataOf = (synthesis: Synthesis): string =>
  (launchData(synthesis)['UserData'] as { 'Fn::Base64': string })['Fn::Base64'];

/** The cloud-config as data: JSON after its first line. */
function told(synthesis: Synthesis): {
  readonly bootcmd: readonly (readonly string[])[];
  readonly write_files?: readonly { readonly path: string; readonly content: string }[];
} {
  const [header, json = ''] = userDataOf(synthesis).split(/\n(.*)/s);
  expect(header).toBe('#cloud-config');
  return JSON.parse(json) as ReturnType<typeof told>;
}

const hostFile = (name: string): string => readFileSync(new URL(`../../infra/host/${name}`, import.meta.url), 'utf8');

/** Runs a host's script against commands that only say that they were called, below a root of its own. */
class Trial {
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

/** A metadata service that tells this tag, or nothing yet. */
const metadata = (hardEnd: string | undefined): string =>
  `case "$*" in *api/token*) echo token;; *elephant:hard-end*) ${hardEnd === undefined ? 'exit 22' : `echo ${hardEnd}`};; esac`;

const poweredOff = (calls: string[]): boolean => calls.includes('systemctl poweroff');
const minutesAhead = (timer: string): number => {
  const at = /OnCalendar=(\S+) (\S+) UTC/.exec(timer);
  return (Date.parse(`${at?.[1]}T${at?.[2]}Z`) - Date.now()) / 60_000;
};

describe("the dead-man's switch", () => {
  it('powers off at the instant of the tag, also after a reboot', () => {
    const trial = new Trial({ curl: metadata('2099-12-01T17:00:00Z') });
    const calls = trial.run('dead-man.sh');
    expect(trial.unit('elephant-hard-end.timer')).toMatch(
      /OnCalendar=2099-12-01 17:00:00 UTC\nPersistent=true[^]*WantedBy=timers.target/,
    );
    expect(trial.unit('elephant-hard-end.service')).toContain('systemctl poweroff');
    expect(calls).toContain('systemctl enable elephant-hard-end.timer');
    expect(poweredOff(calls)).toBe(false);
  });

  it('is armed before the tag is asked for', () => {
    const calls = new Trial({ curl: metadata('2099-12-01T17:00:00Z') }).run('dead-man.sh');
    const asked = calls.findIndex((call) => call.startsWith('curl'));
    expect(calls.slice(0, asked)).toContain('systemctl --no-block restart elephant-hard-end.timer');
  });

  it('powers off within a quarter of an hour when the tag cannot be read', () => {
    const trial = new Trial({ curl: metadata(undefined) });
    trial.run('dead-man.sh');
    expect(minutesAhead(trial.unit('elephant-hard-end.timer'))).toBeLessThanOrEqual(15);
    expect(minutesAhead(trial.unit('elephant-hard-end.timer'))).toBeGreaterThan(13);
  });

  it.each(['tomorrow', "''"])('does not trust a tag that is no instant: %s', (tag) => {
    const trial = new Trial({ curl: metadata(tag) });
    expect(poweredOff(trial.run('dead-man.sh'))).toBe(false);
    expect(minutesAhead(trial.unit('elephant-hard-end.timer'))).toBeLessThanOrEqual(15);
  });

  it('powers off at once when the instant is past, which no timer would fire for', () => {
    expect(poweredOff(new Trial({ curl: metadata('2020-01-01T00:00:00Z') }).run('dead-man.sh'))).toBe(true);
  });

  it('falls back on shutdown when the timer cannot be set', () => {
    expect(new Trial({ curl: metadata(undefined), date: 'exit 1' }).run('dead-man.sh')).toContain('shutdown -P +15');
  });
});

describe('the stand-in', () => {
  let server: ChildProcess | undefined;
  let address = '';

  beforeAll(async () => {
    const trial = new Trial({});
    expect(trial.run('stand-in.sh')).toContain('systemctl enable --now elephant-stand-in.service');
    expect(trial.unit('elephant-stand-in.service')).toMatch(
      /DynamicUser=yes\nAmbientCapabilities=CAP_NET_BIND_SERVICE/,
    );
    server = spawn('python3', ['-c', TELLING_PORT, join(trial.root, 'usr/local/lib/elephant/stand-in.py')], {
      env: { PORT: '0' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [port] = (await once(server.stdout!, 'data')) as [Buffer];
    address = `http://127.0.0.1:${port.toString().trim()}`;
  });
  afterAll(() => {
    server?.kill();
  });

  it('answers health', async () => {
    const response = await fetch(`${address}/health`);
    expect([response.status, await response.text()]).toEqual([200, 'ok\n']);
  });

  it('shows a page for any room', async () => {
    const response = await fetch(`${address}/abcdefghijklmnop`);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await response.text()).toContain('This is the room');
  });
});

/** The server as it is, but for a port that the system chooses, and a word when it listens. */
const TELLING_PORT = `
import http.server, runpy, sys
serve = http.server.ThreadingHTTPServer.serve_forever
def telling(server):
    print(server.server_address[1], flush=True)
    serve(server)
http.server.ThreadingHTTPServer.serve_forever = telling
runpy.run_path(sys.argv[1], run_name="__main__")
`;

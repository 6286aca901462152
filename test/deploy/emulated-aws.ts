import { EC2Client, StopInstancesCommand, TerminateInstancesCommand } from '@aws-sdk/client-ec2';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namesOf } from '../../infra/names.ts';
import type { TemplateJson } from '../privilege/resolved.ts';
import { adaptAssembly, addRefusedResource } from './adapt-assembly.ts';
import { clientOf, REGION } from './clients.ts';
import { FakeBuildHosts } from './fake-build-hosts.ts';
import { FakeHosts } from './fake-hosts.ts';
import { AwsProxy } from './aws-proxy.ts';
import { Authority } from '../host/authority.ts';
import { freePorts } from '../support/listen.ts';
import { pythonEnvironment, run, Service } from './processes.ts';

export const STACK = 'elephant-meetings';
/** Of Jitsi rooms. */
export const DOMAIN = 'rooms.example';
export const ACCOUNT = '000000000000';

const CDK = join('node_modules', '.bin', 'cdk');
const QUIET = ['--no-notices', '--no-version-reporting'];

/** AWS, emulated on the loopback interface by MiniStack and moto, and the CDK commands that deploy to it. */
export class EmulatedAws {
  readonly hosts = new FakeHosts();
  readonly #folder = mkdtempSync(join(tmpdir(), 'elephant-deploy-'));
  readonly #services: Service[] = [];
  #proxy: AwsProxy | undefined;
  #buildHosts: FakeBuildHosts | undefined;
  /** Prefix of the names of the logs. */
  readonly #logs: string;
  #ministack = '';
  #moto = '';

  constructor(logs = '') {
    this.#logs = logs;
  }

  get ministack(): string {
    return this.#ministack;
  }

  get moto(): string {
    return this.#moto;
  }

  get proxy(): AwsProxy {
    if (!this.#proxy) throw new Error('not started');
    return this.#proxy;
  }

  get buildHosts(): FakeBuildHosts {
    if (!this.#buildHosts) throw new Error('not started');
    return this.#buildHosts;
  }

  async start(): Promise<void> {
    const bin = await pythonEnvironment();
    const [ministackPort, motoPort] = await freePorts(2);
    this.#ministack = `http://127.0.0.1:${ministackPort}`;
    this.#moto = `http://127.0.0.1:${motoPort}`;
    const ec2 = new EC2Client(clientOf(this.#ministack));
    this.#buildHosts = new FakeBuildHosts(DOMAIN, new Authority(this.#folder).issue(`*.${DOMAIN}`, 1), {
      stop: (id) => ec2.send(new StopInstancesCommand({ InstanceIds: [id] })),
      terminate: (id) => ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] })),
    });
    this.#proxy = new AwsProxy(
      { ministack: this.#ministack, moto: this.#moto },
      this.hosts,
      this.#buildHosts,
      namesOf(STACK).signedInKey,
    );
    await this.#proxy.start();
    const ministack = new Service(`${this.#logs}ministack`, `${bin}/python`, ['-m', 'ministack'], {
      ...this.environment,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(ministackPort),
      MINISTACK_HOST: '127.0.0.1',
      // The MQTT broker ignores BIND_HOST and listens on all interfaces.
      IOT_MTLS_ENABLED: '0',
      // For the functions, which inherit MiniStack's environment.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    this.#services.push(ministack);
    const moto = new Service(`${this.#logs}moto`, `${bin}/python`, ['test/deploy/moto_server.py', String(motoPort)], {
      // moto sends Lambda invocations to this port.
      MOTO_PORT: String(this.#proxy.port),
      MOTO_ACCOUNT_ID: ACCOUNT,
      TZ: 'UTC',
    });
    this.#services.push(moto);
    await Promise.all([ministack.ready(`${this.#ministack}/_ministack/health`), moto.ready(this.#moto)]);
  }

  bootstrap(): Promise<string> {
    // With a folder of its own, because another deployment test can run at the same time.
    const output = join(this.#folder, 'bootstrap');
    return run(CDK, ['bootstrap', `aws://${ACCOUNT}/${REGION}`, '--output', output, ...QUIET], this.environment);
  }

  /**
   * Synthesizes the app, adapts it to MiniStack, and deploys it.
   * @param refuse whether the account refuses the last resource, so that the deployment is rolled back
   * @returns the stack's outputs
   */
  async deploy(context: Readonly<Record<string, string>>, { refuse = false } = {}): Promise<Record<string, string>> {
    const assembly = join(this.#folder, 'assembly');
    const outputs = join(this.#folder, 'outputs.json');
    rmSync(assembly, { recursive: true, force: true });
    const values = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    await run(CDK, ['synth', '--quiet', '--no-lookups', ...QUIET, '--output', assembly, ...values], this.environment);
    adaptAssembly(assembly, STACK, this.#ministack, (name) => this.proxy.endpointFor(name));
    if (refuse) addRefusedResource(assembly, STACK);
    await run(
      CDK,
      ['deploy', '--app', assembly, '--require-approval', 'never', '--outputs-file', outputs, ...QUIET],
      this.environment,
    );
    return (JSON.parse(readFileSync(outputs, 'utf8')) as Record<string, Record<string, string>>)[STACK] ?? {};
  }

  /** The template of the last deployment. */
  get template(): TemplateJson {
    return JSON.parse(readFileSync(join(this.#folder, 'assembly', `${STACK}.template.json`), 'utf8')) as TemplateJson;
  }

  async destroy(): Promise<void> {
    await run(CDK, ['destroy', '--app', join(this.#folder, 'assembly'), '--force', ...QUIET], this.environment);
  }

  /** Ends all started processes and servers. */
  async stop(): Promise<void> {
    this.#proxy?.stop();
    await this.hosts.stop();
    this.#buildHosts?.stop();
    await Promise.all(this.#services.map((service) => service.end()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Environment variables for programs that call AWS. */
  get environment(): Record<string, string> {
    return {
      AWS_ENDPOINT_URL: this.#ministack,
      AWS_ENDPOINT_URL_S3: this.#ministack,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: REGION,
      AWS_DEFAULT_REGION: REGION,
      CDK_DISABLE_CLI_TELEMETRY: 'true',
    };
  }
}

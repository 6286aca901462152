import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TemplateJson } from '../privilege/resolved.ts';
import { adapt } from './assembly.ts';
import { Machines } from './machines.ts';
import { Switchboard } from './switchboard.ts';
import { freePort, pythonEnvironment, run, Service } from './tools.ts';

export const STACK = 'elephant-meetings';
export const ACCOUNT = '000000000000';
export const REGION = 'us-east-1';

const CDK = join('node_modules', '.bin', 'cdk');
const QUIET = ['--no-notices', '--no-version-reporting'];

/** An AWS of emulators, all on the loopback, with the CLI that deploys to it. */
export class Cloud {
  readonly machines = new Machines();
  readonly #folder = mkdtempSync(join(tmpdir(), 'elephant-deploy-'));
  readonly #services: Service[] = [];
  #switchboard: Switchboard | undefined;
  #ministack = '';
  #moto = '';

  get ministack(): string {
    return this.#ministack;
  }

  get moto(): string {
    return this.#moto;
  }

  get switchboard(): Switchboard {
    if (!this.#switchboard) throw new Error('not started');
    return this.#switchboard;
  }

  async start(): Promise<void> {
    const bin = await pythonEnvironment();
    const [ministackPort, motoPort] = [await freePort(), await freePort()];
    this.#ministack = `http://127.0.0.1:${ministackPort}`;
    this.#moto = `http://127.0.0.1:${motoPort}`;
    this.#switchboard = new Switchboard({ ministack: this.#ministack, moto: this.#moto }, this.machines);
    await this.#switchboard.start();
    const ministack = new Service('ministack', `${bin}/python`, ['-m', 'ministack'], {
      ...this.environment,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(ministackPort),
      // Its MQTT broker would listen on every interface, whatever BIND_HOST says.
      IOT_MTLS_ENABLED: '0',
      // For the functions, which it starts with its own environment.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    });
    this.#services.push(ministack);
    const moto = new Service('moto', `${bin}/python`, ['test/deploy/moto_server.py', String(motoPort)], {
      // Where moto's engine calls Lambda.
      MOTO_PORT: String(this.#switchboard.port),
      MOTO_ACCOUNT_ID: ACCOUNT,
      TZ: 'UTC',
    });
    this.#services.push(moto);
    await Promise.all([ministack.answers(`${this.#ministack}/_ministack/health`), moto.answers(this.#moto)]);
  }

  bootstrap(): Promise<string> {
    return run(CDK, ['bootstrap', `aws://${ACCOUNT}/${REGION}`, ...QUIET], this.environment);
  }

  /** Synthesizes, adapts to the emulator, deploys; answers the stack's outputs. */
  async deploy(context: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const assembly = join(this.#folder, 'assembly');
    const outputs = join(this.#folder, 'outputs.json');
    rmSync(assembly, { recursive: true, force: true });
    const values = Object.entries(context).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
    await run(CDK, ['synth', '--quiet', '--no-lookups', ...QUIET, '--output', assembly, ...values], this.environment);
    adapt(assembly, STACK, (name) => this.switchboard.endpointFor(name));
    await run(
      CDK,
      ['deploy', '--app', assembly, '--require-approval', 'never', '--outputs-file', outputs, ...QUIET],
      this.environment,
    );
    return (JSON.parse(readFileSync(outputs, 'utf8')) as Record<string, Record<string, string>>)[STACK] ?? {};
  }

  /** The template as it was deployed last. */
  get template(): TemplateJson {
    return JSON.parse(readFileSync(join(this.#folder, 'assembly', `${STACK}.template.json`), 'utf8')) as TemplateJson;
  }

  async destroy(): Promise<void> {
    await run(CDK, ['destroy', '--app', join(this.#folder, 'assembly'), '--force', ...QUIET], this.environment);
  }

  /** Ends all that was started, whatever state it is in. */
  async stop(): Promise<void> {
    this.#switchboard?.stop();
    await this.machines.stop();
    await Promise.all(this.#services.map((service) => service.end()));
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** For programs that take it for AWS. */
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

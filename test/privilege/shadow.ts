import { HANDLERS } from '../../infra/environment.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../infra/functions.ts';
import { namesOf } from '../../infra/names.ts';
import type { Adapter } from '../../steps/aws/lambda/adapter.ts';
import { addresses } from '../../steps/aws/addresses.ts';
import { meetings } from '../../steps/aws/dynamo-meetings.ts';
import { days } from '../../steps/aws/dynamo-days.ts';
import { series } from '../../steps/aws/dynamo-series.ts';
import { seriesRuns } from '../../steps/aws/lambda-series-runs.ts';
import { mail } from '../../steps/aws/ses-mail.ts';
import { readyTimes } from '../../steps/aws/dynamo-ready-times.ts';
import { outbox } from '../../steps/aws/dynamo-outbox.ts';
import { actions } from '../../steps/aws/dynamo-actions.ts';
import { calendars } from '../../steps/aws/dynamo-calendars.ts';
import { webhooks } from '../../steps/aws/dynamo-webhooks.ts';
import { deliveryRuns } from '../../steps/aws/sfn-delivery-runs.ts';
import { slots } from '../../steps/aws/dynamo-slots.ts';
import { buildHosts } from '../../steps/aws/ec2-build-hosts.ts';
import { hosts } from '../../steps/aws/ec2-hosts.ts';
import { images } from '../../steps/aws/ec2-images.ts';
import { wakeUps } from '../../steps/aws/scheduler-wake-ups.ts';
import { secrets } from '../../steps/aws/secrets.ts';
import { workflow } from '../../steps/aws/sfn-workflow.ts';
import type { Ports } from '../../steps/ports.ts';
import { type Call, callOfCommand } from './calls.ts';
import type { Resolved } from './resolved.ts';

/** Ports whose deployed adapters call AWS. */
const RECORDS = { series, seriesRuns, outbox, actions, webhooks, calendars, deliveryRuns, mail, readyTimes };
const BUILDS = { buildHosts, images };
const ADAPTERS = { ...RECORDS, ...BUILDS, meetings, slots, days, hosts, addresses, workflow, wakeUps, secrets };
type Shadowed = keyof typeof ADAPTERS;
const SHADOWED = Object.keys(ADAPTERS) as Shadowed[];

const names = namesOf('elephant-meetings');

/** The part of an SDK client that this file uses. */
interface Client {
  readonly middlewareStack: {
    add(
      middleware: (
        next: unknown,
        context: { readonly clientName?: string; readonly commandName?: string },
      ) => (args: { readonly input: unknown }) => Promise<unknown>,
      options: { readonly step: 'initialize'; readonly priority: 'high' },
    ): void;
  };
}

/**
 * Sends each port call of a story to the model and also to the deployed adapter, configured with the function's
 * environment from the template. The adapter's SDK clients record each command and send nothing.
 */
export class Shadow {
  readonly calls: Call[] = [];
  readonly #resolved: Resolved;
  readonly #pending: Promise<unknown>[] = [];
  readonly #adapters = new Map<string, Partial<Ports>>();

  constructor(resolved: Resolved) {
    this.#resolved = resolved;
  }

  /** Use as option `between` of a world. */
  readonly between = (ports: Ports, caller: string): Ports => {
    const name = FUNCTION_NAMES.find((one) => one === caller);
    if (!name) throw new Error(`no function ${caller}`);
    const own = this.#adaptersOf(name, ports);
    const shadowed = SHADOWED.flatMap((port) => (own[port] ? [[port, this.#mirrored(ports[port], own[port])]] : []));
    return { ...ports, ...Object.fromEntries(shadowed) } as Ports;
  };

  /** Waits until the adapters have made all calls. */
  async settled(): Promise<void> {
    await Promise.all(this.#pending);
  }

  /** Returns the result of the model and ignores the result of the adapter. */
  #mirrored<Port extends object>(model: Port, adapter: Port): Port {
    return new Proxy(model, {
      get: (target, key) => {
        const value: unknown = Reflect.get(target, key, target);
        const other: unknown = Reflect.get(adapter, key, adapter);
        if (typeof value !== 'function' || typeof other !== 'function') return value;
        // The launch requests must contain the adapter's candidates and parameters.
        if (key === 'plan') return other.bind(adapter) as unknown;
        return (...args: unknown[]): unknown => {
          const call = Promise.resolve().then(() => (other as Method).apply(adapter, args));
          this.#pending.push(call.catch(() => undefined));
          return (value as Method).apply(target, args);
        };
      },
    });
  }

  #adaptersOf(name: FunctionName, ports: Ports): Partial<Ports> {
    const known = this.#adapters.get(name);
    if (known) return known;
    const functionName = names.function(name);
    const environment = this.#resolved.environmentOf(functionName);
    const traced = <C>(client: C): C => {
      (client as Client).middlewareStack.add(
        (_next, { clientName = '', commandName = '' }) =>
          async ({ input }) => {
            this.calls.push(callOfCommand(functionName, clientName.replace(/Client$/, ''), commandName, input));
            return { response: {}, output: { $metadata: {} } };
          },
        { step: 'initialize', priority: 'high' },
      );
      return client;
    };
    const made = SHADOWED.filter((port) =>
      Object.keys(ADAPTERS[port].reads).every((read) => HANDLERS[name].reads.includes(read)),
    ).map((port) => {
      const { faults, make } = (ADAPTERS[port] as Adapter<unknown>).configure(environment);
      if (faults.length > 0) throw new Error(`${functionName}: ${faults.join('; ')}`);
      return [port, make({ clock: ports.clock, log: ports.log, traced })];
    });
    const adapters = Object.fromEntries(made) as Partial<Ports>;
    this.#adapters.set(name, adapters);
    return adapters;
  }
}

type Method = (...args: unknown[]) => unknown;

import { HANDLERS } from '../../infra/environment.ts';
import { FUNCTION_NAMES, type FunctionName } from '../../infra/functions.ts';
import { namesOf } from '../../infra/names.ts';
import type { Adapter } from '../../steps/aws/lambda/adapter.ts';
import { addresses } from '../../steps/aws/addresses.ts';
import { meetings } from '../../steps/aws/dynamo-meetings.ts';
import { hosts } from '../../steps/aws/ec2-hosts.ts';
import { wakeUps } from '../../steps/aws/scheduler-wake-ups.ts';
import { secrets } from '../../steps/aws/secrets.ts';
import { workflow } from '../../steps/aws/sfn-workflow.ts';
import type { Ports } from '../../steps/ports.ts';
import { type Call, callOfCommand } from './calls.ts';
import type { Resolved } from './resolved.ts';

/** Ports that speak to AWS when they are deployed. */
const ADAPTERS = { meetings, hosts, addresses, workflow, wakeUps, secrets };
type Shadowed = keyof typeof ADAPTERS;
const SHADOWED = Object.keys(ADAPTERS) as Shadowed[];

const names = namesOf('elephant-meetings');

/** What the adapters use of an SDK client's stack of middleware. */
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
 * Stands beside the ports of a story: each call goes to the model that the story is about, and also to the very adapter that
 * is deployed, with the environment that the template gives to that function. Its SDK clients note
 * each command and send nothing.
 */
export class Shadow {
  readonly calls: Call[] = [];
  readonly #resolved: Resolved;
  readonly #adapters = new Map<string, Partial<Ports>>();

  constructor(resolved: Resolved) {
    this.#resolved = resolved;
  }

  /** For a world's option of this name. */
  readonly between = (ports: Ports, caller: string): Ports => {
    const name = FUNCTION_NAMES.find((one) => one === caller);
    if (!name) throw new Error(`no function ${caller}`);
    const own = this.#adaptersOf(name, ports);
    const shadowed = SHADOWED.flatMap((port) => (own[port] ? [[port, besides(ports[port], own[port])]] : []));
    return { ...ports, ...Object.fromEntries(shadowed) } as Ports;
  };

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

/** The model answers; what the adapter makes of an empty answer is of no interest. */
function besides<Port extends object>(model: Port, adapter: Port): Port {
  return new Proxy(model, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key, target);
      const other: unknown = Reflect.get(adapter, key, adapter);
      if (typeof value !== 'function' || typeof other !== 'function') return value;
      // Where hosts may be launched, and how: what the launches ask for.
      if (key === 'plan') return other.bind(adapter) as unknown;
      return (...args: unknown[]): unknown => {
        void Promise.resolve()
          .then(() => (other as Method).apply(adapter, args))
          .catch(() => undefined);
        return (value as Method).apply(target, args);
      };
    },
  });
}

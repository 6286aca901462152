import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { ApiSettings, Route } from '../../http-types.ts';
import { meetingOfExecution } from '../../domain/ids.ts';
import type { CertificatePorts } from '../../certificate/ports.ts';
import type { Caller } from '../../domain/organisers.ts';
import type { IdentityPorts } from '../../identity/ports.ts';
import type { Clock, Ports } from '../../ports.ts';
import { type Adapter, adapter, list, matching, text } from './adapter.ts';
import { baseUrlOf, toApiRequest, toGatewayResult } from './api-gateway.ts';
import { makeLogging } from './logging.ts';
import { makeTracing } from './tracing.ts';

/** Real time. */
export const systemClock: Clock = { now: () => Date.now(), speed: 1 };

/** The variable with the dimension of the metrics: the deployment's name, so that deployments in one account have separate metrics. */
const METRICS_NAME = 'DEPLOYMENT';

/** Of every route, so that its responses have CORS headers. A function, so that bundles of steps do not contain it. */
const originsAdapter = (): Adapter<ApiSettings['origins']> =>
  adapter(
    { ALLOWED_ORIGINS: list(matching(/^(\*|https?:\/\/[^\s/,]+)$/, 'an origin (https://lessons.example) or *')) },
    (env) => env.ALLOWED_ORIGINS,
  );

type AnyPorts = Ports & CertificatePorts & IdentityPorts;

/** Ports that every function has. */
type Given = 'clock' | 'log';

/** One adapter for each other port of a step. */
export type AdaptersFor<Needs extends Partial<AnyPorts>> = {
  readonly [Port in Exclude<keyof Needs & keyof AnyPorts, Given>]: Adapter<AnyPorts[Port]>;
};

/** A Lambda handler. */
export interface LambdaFunction<Input, Output> {
  (event: Input, context: Context): Promise<Output>;
  /** All environment variables that it reads. A test compares them with the template. */
  readonly reads: readonly string[];
  /** Those that have no default. */
  readonly requires: readonly string[];
}

/**
 * Environment variables are missing or malformed. Each invocation throws this until the configuration is corrected; the
 * message names every faulty variable.
 */
export class BadConfiguration extends Error {
  override readonly name = 'BadConfiguration';
}

/**
 * Binds a step to its adapters: `export const handler = onLambda(launchHost, { meetings, hosts })`.
 * The first invocation reads the environment and creates the clients, so that importing a step has no side effects.
 */
export function onLambda<Needs extends Partial<AnyPorts>, Input, Output>(
  step: (ports: Needs) => (input: Input) => Promise<Output>,
  adapters: AdaptersFor<Needs>,
): LambdaFunction<Input, Output> {
  const bound = lazily(step, adapters);
  return described(adapters, async (input, context) => bound().invoke(input, context, meetingIdIn(input)));
}

/** Who calls a route of organisers. */
export type CallerOf = (event: APIGatewayProxyEvent) => Caller | undefined;

/** Nobody, on the routes of guests. */
const guest: Adapter<CallerOf> = adapter({}, () => () => undefined);

/** Binds a route of the API to its adapters, and to the allowed origins. Routes of organisers use `onOrganiserApi`. */
export function onApi<Needs extends Partial<AnyPorts & ApiSettings>>(
  route: (ports: Needs) => Route,
  adapters: AdaptersFor<Needs>,
  callerOf = guest,
): LambdaFunction<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const all = { ...adapters, origins: originsAdapter(), callerOf };
  const bound = lazily((ports: Needs & { readonly callerOf: CallerOf }) => {
    const respond = route(ports);
    return async (event: APIGatewayProxyEvent) => {
      const request = toApiRequest(event, baseUrlOf(event, process.env['AWS_ENDPOINT_URL']));
      return respond({ ...request, caller: ports.callerOf(event) });
    };
  }, all);
  return described(all, async (event, context) =>
    toGatewayResult(await bound().invoke(event, context, event.pathParameters?.['id'])),
  );
}

interface Bound<Input, Output> {
  invoke(input: Input, context: Context, meetingId: string | undefined): Promise<Output>;
}

type Adapters = Readonly<Record<string, Adapter<unknown>>>;

/** Binds at the first call. A failed binding is tried again at the next call. */
function lazily<Needs, Input, Output>(
  step: (ports: Needs) => (input: Input) => Promise<Output>,
  adapters: Adapters,
): () => Bound<Input, Output> {
  let bound: Bound<Input, Output> | undefined;
  return () => (bound ??= bind(step, adapters));
}

function bind<Needs, Input, Output>(
  step: (ports: Needs) => (input: Input) => Promise<Output>,
  adapters: Adapters,
): Bound<Input, Output> {
  const configured = Object.entries(adapters).map(([port, one]) => [port, one.configure(process.env)] as const);
  const faults = new Set(configured.flatMap(([, one]) => one.faults));
  if (faults.size > 0) throw new BadConfiguration([...faults].join('; '));

  const logging = makeLogging(process.env[METRICS_NAME] || 'elephant-meetings');
  const tracing = makeTracing();
  const given: Pick<Ports, Given> = { clock: systemClock, log: logging.log };
  const made = configured.map(([port, one]) => [port, one.make({ ...given, traced: tracing.traced })] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- AdaptersFor has one adapter for each port in Needs
  const run = step({ ...Object.fromEntries(made), ...given } as unknown as Needs);
  return {
    invoke: (input, context, meetingId) =>
      tracing.invocation(context.functionName, meetingId, () =>
        logging.invocation(context, meetingId, () => run(input)),
      ),
  };
}

function described<Input, Output>(
  adapters: Adapters,
  invoke: (input: Input, context: Context) => Promise<Output>,
): LambdaFunction<Input, Output> {
  const parsers = Object.values(adapters).flatMap((one) => Object.entries(one.reads));
  const names = (chosen: typeof parsers): readonly string[] => [...new Set(chosen.map(([name]) => name))].toSorted();
  return Object.assign(invoke, {
    reads: names([...parsers, [METRICS_NAME, text]]),
    requires: names(parsers.filter(([, parse]) => 'fault' in parse(undefined))),
  });
}

/** The meeting id in an event: its own field, the field of the workflow's input, or part of the execution's name. */
function meetingIdIn(event: unknown): string | undefined {
  const { meetingId, input, detail } = fields(event);
  const found = meetingId ?? fields(input)['meetingId'];
  if (typeof found === 'string') return found;
  const { name } = fields(detail);
  return typeof name === 'string' ? meetingOfExecution(name)?.id : undefined;
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

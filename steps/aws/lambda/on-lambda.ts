import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { Route } from '../../http-types.ts';
import { meetingOfExecution } from '../../domain/ids.ts';
import type { CertificatePorts, Clock, Ports } from '../../ports.ts';
import { type Adapter, text } from './adapter.ts';
import { baseUrlOf, toApiRequest, toGatewayResult } from './api-gateway.ts';
import { makeLogging } from './logging.ts';
import { makeTracing } from './tracing.ts';

/** The machine's time. */
export const systemClock: Clock = { now: () => Date.now(), speed: 1 };

/** The dimension of the metrics; a name for every deployment, so that two in one account are told apart. */
const METRICS_NAME = 'DEPLOYMENT';

/** All that any function may ask for. */
type AnyPorts = Ports & CertificatePorts;

/** Ports that every function has. */
type Given = 'clock' | 'log';

/** One adapter for each other port that a step asks for: none missing, none too many. */
export type AdaptersFor<Needs extends Partial<AnyPorts>> = {
  readonly [Port in Exclude<keyof Needs & keyof AnyPorts, Given>]: Adapter<AnyPorts[Port]>;
};

/** A function as Lambda calls it. */
export interface LambdaFunction<Input, Output> {
  (event: Input, context: Context): Promise<Output>;
  /** The environment variables that it reads, all of them; a test compares them with the template. */
  readonly reads: readonly string[];
  /** Those among them without which it does not work. */
  readonly requires: readonly string[];
}

/** Variables are missing or malformed: thrown by each invocation until that is mended, with all of them in the message. */
export class BadConfiguration extends Error {
  override readonly name = 'BadConfiguration';
}

/**
 * Binds a step to the adapters that it uses: `export const handler = onLambda(launchHost, { meetings, hosts })`.
 * Nothing is read or made before the first invocation, so that importing a step is free.
 */
export function onLambda<Needs extends Partial<AnyPorts>, Input, Output>(
  step: (ports: Needs) => (input: Input) => Promise<Output>,
  adapters: AdaptersFor<Needs>,
): LambdaFunction<Input, Output> {
  const bound = lazily(step, adapters);
  return described(adapters, async (input, context) => bound().invoke(input, context, meetingIn(input)));
}

/** The same for a route of the API. */
export function onApi<Needs extends Partial<AnyPorts>>(
  route: (ports: Needs) => Route,
  adapters: AdaptersFor<Needs>,
): LambdaFunction<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const bound = lazily(route, adapters);
  return described(adapters, async (event, context) => {
    const request = toApiRequest(event, baseUrlOf(event, process.env['AWS_ENDPOINT_URL']));
    return toGatewayResult(await bound().invoke(request, context, request.params['id']));
  });
}

interface Bound<Input, Output> {
  invoke(input: Input, context: Context, meetingId: string | undefined): Promise<Output>;
}

/** Bound at the first call and kept; as long as that fails, tried anew by each. */
function lazily<Needs extends Partial<AnyPorts>, Input, Output>(
  step: (ports: Needs) => (input: Input) => Promise<Output>,
  adapters: AdaptersFor<Needs>,
): () => Bound<Input, Output> {
  let bound: Bound<Input, Output> | undefined;
  return () => (bound ??= bind(step, adapters));
}

function bind<Needs extends Partial<AnyPorts>, Input, Output>(
  step: (ports: Needs) => (input: Input) => Promise<Output>,
  adapters: AdaptersFor<Needs>,
): Bound<Input, Output> {
  const configured = Object.entries<Adapter<unknown>>(adapters).map(
    ([port, one]) => [port, one.configure(process.env)] as const,
  );
  const faults = new Set(configured.flatMap(([, one]) => one.faults));
  if (faults.size > 0) throw new BadConfiguration([...faults].join('; '));

  const logging = makeLogging(process.env[METRICS_NAME] || 'elephant-meetings');
  const tracing = makeTracing();
  const given: Pick<Ports, Given> = { clock: systemClock, log: logging.log };
  const made = configured.map(([port, one]) => [port, one.make({ ...given, traced: tracing.traced })] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- one adapter for each need is what AdaptersFor says
  const run = step({ ...Object.fromEntries(made), ...given } as unknown as Needs);
  return {
    invoke: (input, context, meetingId) =>
      tracing.invocation(context.functionName, meetingId, () =>
        logging.invocation(context, meetingId, () => run(input)),
      ),
  };
}

function described<Input, Output>(
  adapters: Readonly<Record<string, Adapter<unknown>>>,
  invoke: (input: Input, context: Context) => Promise<Output>,
): LambdaFunction<Input, Output> {
  const parsers = Object.values(adapters).flatMap((one) => Object.entries(one.reads));
  const names = (chosen: typeof parsers): readonly string[] => [...new Set(chosen.map(([name]) => name))].toSorted();
  return Object.assign(invoke, {
    reads: names([...parsers, [METRICS_NAME, text]]),
    requires: names(parsers.filter(([, parse]) => 'fault' in parse(undefined))),
  });
}

/** Whom an input is about: its own field, the workflow's input in it, or the execution that an event tells of. */
function meetingIn(event: unknown): string | undefined {
  const { meetingId, input, detail } = fields(event);
  const named = meetingId ?? fields(input)['meetingId'];
  if (typeof named === 'string') return named;
  const { name } = fields(detail);
  return typeof name === 'string' ? meetingOfExecution(name)?.id : undefined;
}

const fields = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

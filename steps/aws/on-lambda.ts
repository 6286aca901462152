import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import type { Route } from '../api/http.ts';
import { meetingOfExecution } from '../domain/ids.ts';
import type { Ports } from '../ports.ts';
import { type Adapter, optional, text } from './adapter.ts';
import { baseUrlOf, toApiRequest, toGatewayResult } from './api-gateway.ts';
import { type Logging, makeLogging } from './logging.ts';
import { systemClock } from './system-clock.ts';
import { makeTracing, type Tracing } from './tracing.ts';

/** Ports that every function has. */
type Given = 'clock' | 'log';

/** One adapter for each other port that a step asks for: none missing, none too many. */
export type AdaptersFor<Needs extends Partial<Ports>> = {
  readonly [Port in Exclude<keyof Needs & keyof Ports, Given>]: Adapter<Ports[Port]>;
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
export function onLambda<Needs extends Partial<Ports>, Input, Output>(
  step: (ports: Needs) => (input: Input) => Promise<Output>,
  adapters: AdaptersFor<Needs>,
): LambdaFunction<Input, Output> {
  const bound = lazily(step, adapters);
  return described(adapters, async (input, context) => bound().invoke(input, context, meetingIn(input)));
}

/** The same for a route of the API. */
export function onApi<Needs extends Partial<Ports>>(
  route: (ports: Needs) => Route,
  adapters: AdaptersFor<Needs>,
): LambdaFunction<APIGatewayProxyEvent, APIGatewayProxyResult> {
  const bound = lazily(route, adapters);
  return described(adapters, async (event, context) => {
    const request = toApiRequest(event, baseUrlOf(event, process.env['AWS_ENDPOINT_URL']));
    return toGatewayResult(await bound().invoke(request, context, request.params['id']));
  });
}

type AnyAdapters = Readonly<Record<string, Adapter<unknown>>>;

interface Bound<Input, Output> {
  invoke(input: Input, context: Context, meetingId: string | undefined): Promise<Output>;
}

/** Bound at the first call and kept; as long as that fails, tried anew by each. */
function lazily<Needs extends Partial<Ports>, Input, Output>(
  step: (ports: Needs) => (input: Input) => Promise<Output>,
  adapters: AnyAdapters,
): () => Bound<Input, Output> {
  let bound: Bound<Input, Output> | undefined;
  return () => (bound ??= bind(step, adapters));
}

/** The metrics' name: read by every function. */
const DEPLOYMENT = { DEPLOYMENT: optional(text, 'elephant-meetings') };

function bind<Needs extends Partial<Ports>, Input, Output>(
  step: (ports: Needs) => (input: Input) => Promise<Output>,
  adapters: AnyAdapters,
): Bound<Input, Output> {
  const tracing = makeTracing();
  const { deployment, ...makers } = configured({ deployment: adapter(DEPLOYMENT, (env) => env.DEPLOYMENT), ...adapters });
}

const everyFunction = adapter({ DEPLOYMENT: optional(text, 'elephant-meetings') }, (env) => makeLogging(env.DEPLOYMENT));

import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { administrator, type Caller } from '../domain/organisers.ts';
import type { Identity } from './authenticate.ts';

/** An API key that the stack made for a machine client. */
export const machineClient = z.object({ id: z.string(), name: z.string() });
export type MachineClient = z.infer<typeof machineClient>;

const callerSchema = z.object({ kind: z.enum(['organiser', 'administrator', 'machine']), id: z.string() });

/** What the authorizer tells the function behind a route. Values are texts. */
export const contextOf = (identity: Identity): { readonly caller: string } => ({
  caller: 'apiKey' in identity ? '' : JSON.stringify(identity.caller),
});

/**
 * Who called, by what the authorizer said and by the API key that API Gateway accepted. Keys without a name here are those of
 * administrators: the stack makes one, and operators can add others to its usage plan.
 * @returns undefined when no authorizer was asked
 */
export function callerOf(
  { authorizer, identity }: APIGatewayProxyEvent['requestContext'],
  machines: readonly MachineClient[],
): Caller | undefined {
  const said: unknown = authorizer?.['caller'];
  if (typeof said !== 'string') return undefined;
  if (said !== '') return callerSchema.parse(JSON.parse(said));
  const name = machines.find(({ id }) => id === identity.apiKeyId)?.name;
  return name === undefined ? administrator('api-key') : { kind: 'machine', id: name };
}

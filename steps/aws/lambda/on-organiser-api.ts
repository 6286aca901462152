import * as z from 'zod/mini';
import { callerOf, machineClient } from '../../identity/gateway-context.ts';
import { adapter, json, optional } from './adapter.ts';
import { type CallerOf, onApi } from './on-lambda.ts';

const callers = adapter(
  { MACHINE_CLIENTS: optional(json(z.array(machineClient)), []) },
  (env): CallerOf =>
    ({ requestContext }) =>
      callerOf(requestContext, env.MACHINE_CLIENTS),
);

/** Binds a route of organisers, which learns its caller from API Gateway. */
export const onOrganiserApi: typeof onApi = (route, adapters) => onApi(route, adapters, callers);

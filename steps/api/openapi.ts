import { openapiDocument } from './http/openapi-document.ts';
import { respond, type RoutePorts } from './http/respond.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';

/** Returns the OpenAPI document. */
export const openapi = (ports: RoutePorts) =>
  respond<'openapi'>(ports, async () => ({ status: 200, body: openapiDocument() }));

export const handler = onApi(openapi, {});

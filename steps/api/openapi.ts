import type { Ports } from '../ports.ts';
import { respond } from './http/respond.ts';
import { openapiDocument } from './http/openapi-document.ts';
import { onApi } from '../aws/lambda/on-lambda.ts';
import { settings } from '../aws/settings.ts';

/** The API's own description. */
export const openapi = (ports: Pick<Ports, 'settings' | 'log'>) =>
  respond(ports, async () => ({ status: 200, body: openapiDocument() }));

export const handler = onApi(openapi, { settings });

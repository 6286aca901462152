import type { Ports } from '../ports.ts';
import { answering } from './answering.ts';
import { openapiDocument } from './openapi-document.ts';
import { onApi } from '../aws/on-lambda.ts';
import { settings } from '../aws/settings.ts';

/** The API's own description. */
export const openapi = (ports: Pick<Ports, 'settings' | 'log'>) =>
  answering(ports, async () => ({ status: 200, body: openapiDocument() }));

export const handler = onApi(openapi, { settings });

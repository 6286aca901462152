import { request } from 'node:https';
import type { Post } from '../../steps/aws/http-presence-route.ts';

/** A POST that trusts one certificate and no authority. */
export const postTrusting =
  (certificate: string): Post =>
  (url, { body, ...options }) =>
    new Promise((resolve, reject) => {
      const call = request(url, { method: 'POST', agent: false, ca: certificate, ...options }, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      call.once('error', reject).end(body);
    });

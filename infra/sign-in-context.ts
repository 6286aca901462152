import { z } from 'zod';
import { list, number } from './context-values.ts';

const text = z.string().regex(/^[\x21-\x7e]{1,255}$/, '1 to 255 visible ASCII characters');

const limit = number(z.number('a number').int().positive()).optional();

/** The settings that say who may call the routes of organisers, and how much. */
export const SIGN_IN_CONTEXT = {
  machineClients: list(
    z.string().regex(/^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, '3 to 32 characters a-z, 0-9 and -, starting with a letter'),
  )
    .default([])
    .describe(
      'Names of programs that get an API key each, besides the key of administrators. They act for all organisers, without the overview.',
    ),
  organisers: z
    .literal('cognito', 'cognito, or no value; how many pages can be open all day is openPages')
    .optional()
    .describe(
      '`cognito`: the stack makes a user pool in which organisers sign in. Default: at `oidcIssuer`, or API keys only.',
    ),
  identityProviders: list(z.string().regex(/^[\w.-]{1,32}$/, '1 to 32 characters A-Z, a-z, 0-9, _, . and -'))
    .default(['COGNITO'])
    .describe(
      'With `organisers=cognito`: with what people sign in, such as `COGNITO,Google`. Each must be in the user pool.',
    ),
  oidcIssuer: z
    .url({ protocol: /^https$/, message: 'an https address' })
    .optional()
    .describe(
      'Issuer of OpenID Connect at which organisers sign in, exactly as it calls itself. Default: API keys only.',
    ),
  oidcClientId: text.optional().describe('Client of the pages at the issuer: public, with code and PKCE.'),
  oidcScope: z
    .string()
    .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'words separated by spaces')
    .default('openid profile')
    .describe(
      'Scope for which the pages ask. With `offline_access`, many issuers give refresh tokens, so that nobody has to sign in every hour.',
    ),
  oidcOrigins: list(z.url({ protocol: /^https$/, message: 'an https address' }).transform((url) => new URL(url).origin))
    .default([])
    .describe('Other origins that the pages call when somebody signs in: that of the token endpoint, for example.'),
  oidcAudience: text
    .optional()
    .describe(
      '`aud` of the access tokens for this API. Default: none; then `client_id` in the token must be the client, as in tokens of Cognito.',
    ),
  oidcRoleClaim: text
    .default('groups')
    .describe('Claim of the access token with the roles or groups of a person. Of Cognito: `cognito:groups`.'),
  oidcAdministratorRole: text
    .default('administrators')
    .describe('Role of administrators, who see and change what belongs to all organisers.'),
  oidcOrganiserRole: text
    .optional()
    .describe('Role of organisers. Default: everybody whom the issuer lets in is an organiser.'),
  organiserMeetingsPerDay: limit.describe(
    'Meetings that an organiser can have on one day (UTC), with those that are over. Default: none but `maxInFlight`. Administrators have no limit.',
  ),
  organiserMeetingsAtOnce: limit.describe(
    'Meetings that an organiser can have at the same time. Default: none but `maxInFlight`. Administrators have no limit.',
  ),
} as const;

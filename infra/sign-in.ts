import type { SignInConfig } from '../web/lib/site-file.ts';
import type { Config } from './config.ts';

/** Where organisers sign in. Values of a user pool of the stack are tokens of the CDK. */
export interface SignIn extends SignInConfig {
  readonly audience?: string | undefined;
  readonly roleClaim: string;
}

export const hasSignIn = ({ organisers, oidcIssuer }: Config): boolean =>
  organisers === 'cognito' || oidcIssuer !== undefined;

/** The issuer that the operator names. */
export const operatorsIssuer = (config: Config): SignIn | undefined =>
  config.oidcIssuer === undefined
    ? undefined
    : {
        issuer: config.oidcIssuer,
        clientId: config.oidcClientId ?? '',
        scope: config.oidcScope,
        audience: config.oidcAudience,
        roleClaim: config.oidcRoleClaim,
      };

/** What of it everybody can read. */
export const publicPart = ({ issuer, clientId, scope }: SignIn): SignInConfig => ({ issuer, clientId, scope });

import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Stands in for `@aws-sdk/credential-provider-node` in the bundles. A function on Lambda has its role's credentials
 * in the environment; the SDK's default chain would bring SSO, profiles, processes, web identity and logins along.
 */
export const defaultProvider = fromEnv;

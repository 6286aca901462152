import { fromEnv } from '@aws-sdk/credential-provider-env';

/** Replaces `@aws-sdk/credential-provider-node` in bundles: Lambda has the credentials of the role in the environment. */
export const defaultProvider = fromEnv;

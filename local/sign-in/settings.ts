export const CLIENT_ID = 'pages';
/** `aud` of access tokens. */
export const AUDIENCE = 'urn:elephant-meetings:api';
export const ADMINISTRATORS = 'administrators';
export const SCOPE = 'openid profile';

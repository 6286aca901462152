// Loaded by the function `authorize`: MiniStack names issuers as AWS does, and serves them at its own address.
const { fetch: real } = globalThis;
const ISSUERS = /^https:\/\/cognito-idp\.[\w-]+\.amazonaws\.com/;
globalThis.fetch = (address, options) =>
  real(typeof address === 'string' ? address.replace(ISSUERS, process.env['COGNITO_ADDRESS'] ?? '') : address, options);

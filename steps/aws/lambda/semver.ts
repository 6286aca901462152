/** Replaces the package `semver` in bundles. X-Ray's SDK compares with old versions of Node and the SDK only. */
export const gte = (): boolean => true;

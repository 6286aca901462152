/** In place of the package `semver` in bundles: whatever is asked for there (Node 8, an old SDK) is met by what runs. */
export const gte = (): boolean => true;

/**
 * The token of `join`. It is in the fragment, which browsers send to no server. It moves to the storage of this tab, so
 * that it is not in the address bar, and a reload still has it.
 */
export function takeToken(location: Location, history: History, storage: Storage): string | undefined {
  const given = new URLSearchParams(location.hash.slice(1)).get('jwt');
  if (given !== null) {
    storage.setItem('token', given);
    history.replaceState(null, '', location.pathname);
  }
  return storage.getItem('token') ?? undefined;
}

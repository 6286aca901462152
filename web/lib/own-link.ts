import type { Link } from './api.ts';
import { ROLES } from './wire.ts';

/** What the page needs of the browser. */
interface Place {
  readonly href: string;
  readonly storage: Pick<Storage, 'getItem' | 'setItem'>;
  replace(url: string): void;
}

/**
 * The link that led here. Its key leaves the address bar, so that it is in no screenshot, history
 * entry or referrer, and is kept for this tab only, so that a reload still works.
 */
export function takeLink({ href, storage, replace }: Place): Link | undefined {
  const url = new URL(href);
  const { id, role: named, key } = Object.fromEntries(url.searchParams);
  const role = ROLES.find((known) => known === named);
  if (!id || !/^[a-z0-9]{1,64}$/.test(id) || !role) return undefined;
  const kept = `key of ${role} in ${id}`;
  if (key) {
    storage.setItem(kept, key);
    url.searchParams.delete('key');
    replace(url.href);
    return { id, role, key };
  }
  const earlier = storage.getItem(kept);
  return earlier === null ? undefined : { id, role, key: earlier };
}

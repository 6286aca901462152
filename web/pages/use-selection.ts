import { type MouseEvent, useEffect, useState } from 'react';

/** What the address selects: a meeting by `id`, or a series. */
const NAMES = ['id', 'series'] as const;
type Name = (typeof NAMES)[number];

interface Selection {
  readonly name: Name;
  readonly value: string;
}

/** The current address with another selection: filters stay. */
function addressWith(selection: Selection | undefined): string {
  const query = new URLSearchParams(location.search);
  for (const name of NAMES) query.delete(name);
  if (selection) query.set(selection.name, selection.value);
  return query.size === 0 ? location.pathname : `?${query.toString()}`;
}

function read(): Selection | undefined {
  const query = new URLSearchParams(location.search);
  const name = NAMES.find((known) => query.has(known));
  return name && { name, value: query.get(name) ?? '' };
}

/** The address selects the view: back, forward, reload and bookmarks work. */
export function useSelection() {
  const [selection, setSelection] = useState(read);
  useEffect(() => {
    const update = (): void => setSelection(read());
    window.addEventListener('popstate', update);
    return () => window.removeEventListener('popstate', update);
  }, []);

  const go = (next: Selection | undefined): void => {
    history.pushState(null, '', addressWith(next));
    setSelection(next);
    window.scrollTo(0, 0);
  };
  /** Link props that change the view without loading the page. With a modifier key the browser follows the link. */
  const linkTo = (next: Selection | undefined) => ({
    href: addressWith(next),
    onClick: (event: MouseEvent): void => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(next);
    },
  });
  return {
    selection,
    linkToList: () => linkTo(undefined),
    linkTo: (value: string) => linkTo({ name: 'id', value }),
    linkToSeries: (value: string) => linkTo({ name: 'series', value }),
    openSeries: (value: string) => go({ name: 'series', value }),
  };
}

export type LinkTo = ReturnType<typeof useSelection>['linkTo'];

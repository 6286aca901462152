import { type MouseEvent, useEffect, useState } from 'react';

/** The current address with another value of one parameter: filters stay. */
function addressWith(parameter: string, value: string | undefined): string {
  const query = new URLSearchParams(location.search);
  if (value === undefined) query.delete(parameter);
  else query.set(parameter, value);
  return query.size === 0 ? location.pathname : `?${query.toString()}`;
}

/** One parameter of the address selects the view: back, forward, reload and bookmarks work. */
export function useQueryParameter(parameter: string) {
  const read = (): string | undefined => new URLSearchParams(location.search).get(parameter) ?? undefined;
  const [value, setValue] = useState(read);
  useEffect(() => {
    const update = (): void => setValue(read());
    window.addEventListener('popstate', update);
    return () => window.removeEventListener('popstate', update);
  });

  const hrefOf = (next: string | undefined): string => addressWith(parameter, next);
  const go = (next: string | undefined): void => {
    history.pushState(null, '', hrefOf(next));
    setValue(next);
    window.scrollTo(0, 0);
  };
  /** Link props that change the view without loading the page. With a modifier key the browser follows the link. */
  const linkTo = (next: string | undefined) => ({
    href: hrefOf(next),
    onClick: (event: MouseEvent): void => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(next);
    },
  });
  return { value, linkTo };
}

export type LinkTo = ReturnType<typeof useQueryParameter>['linkTo'];

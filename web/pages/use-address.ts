import { type MouseEvent, useEffect, useState } from 'react';

/** One parameter of the address, as a place to go to: back and forward work, and so do reloads and bookmarks. */
export function useAddress(parameter: string) {
  const read = (): string | undefined => new URLSearchParams(location.search).get(parameter) ?? undefined;
  const [value, setValue] = useState(read);
  useEffect(() => {
    const follow = (): void => setValue(read());
    window.addEventListener('popstate', follow);
    return () => window.removeEventListener('popstate', follow);
  });

  const hrefOf = (next: string | undefined): string =>
    next === undefined ? location.pathname : `?${new URLSearchParams({ [parameter]: next }).toString()}`;
  const go = (next: string | undefined): void => {
    history.pushState(null, '', hrefOf(next));
    setValue(next);
    window.scrollTo(0, 0);
  };
  /** A link that changes the view without loading the page again; with a modifier key it is an ordinary one. */
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

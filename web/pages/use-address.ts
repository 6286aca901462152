import { useCallback, useState } from 'react';

/** A parameter of the address that changes without a new entry in the history: filters survive a reload and are shareable. */
export function useAddress(name: string, initial: string): readonly [string, (value: string) => void] {
  const [value, setValue] = useState(() => new URLSearchParams(location.search).get(name) ?? initial);
  const change = useCallback(
    (next: string): void => {
      const url = new URL(location.href);
      if (next === initial) url.searchParams.delete(name);
      else url.searchParams.set(name, next);
      history.replaceState(history.state, '', url);
      setValue(next);
    },
    [name, initial],
  );
  return [value, change];
}

import { type ReactNode, useLayoutEffect, useRef } from 'react';

/** The heading of a state that replaces another by itself. It takes the focus only when that is nowhere else. */
export const StateHeading = ({ children }: { readonly children: ReactNode }) => {
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => {
    if (document.activeElement === null || document.activeElement === document.body) heading.current?.focus();
  }, []);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
};

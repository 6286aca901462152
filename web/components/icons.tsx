import type { ReactNode } from 'react';

/** The logo: an elephant's head from the side. */
export const Mark = () => (
  <svg className="mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
    <rect width="32" height="32" rx="9" className="mark-ground" />
    <path
      className="mark-line"
      d="M8 25v-9.5a7.5 7.5 0 0 1 7.5-7.5h1A6.5 6.5 0 0 1 23 14.5v6.3a2.2 2.2 0 0 0 4.2.9M8 25h4.5v-3.5M18.5 25H14M18.5 25v-4M13 11.5c3.4 0 5.2 1.8 5.2 4.3s-1.9 4-4.2 4"
    />
    <circle className="mark-eye" cx="20.4" cy="13.8" r="1.1" />
  </svg>
);

const Icon = ({ children }: { readonly children: ReactNode }) => (
  <svg className="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    {children}
  </svg>
);

export const CopyIcon = () => (
  <Icon>
    <rect x="7" y="7" width="9.5" height="9.5" rx="2" />
    <path d="M13 4.8A1.8 1.8 0 0 0 11.2 3.5H5.5a2 2 0 0 0-2 2v5.700A1.8 1.8 0 0 0 4.8 13" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m4 10.5 4 4 8-9" />
  </Icon>
);

export const OpenIcon = () => (
  <Icon>
    <path d="M11.5 3.5h5v5M16.5 3.5 9 11M14.5 11.5v3a2 2 0 0 1-2 2h-7a2 2 0 0 1-2-2v-7a2 2 0 0 1 2-2h3" />
  </Icon>
);

export const ShareIcon = () => (
  <Icon>
    <path d="M10 12.5v-9M6.5 6.5 10 3l3.5 3.5M5 10.5v4a2 2 0 0 0 2 2h6a2 2 0 0 0 2-2v-4" />
  </Icon>
);

export const CalendarIcon = () => (
  <Icon>
    <rect x="3.5" y="4.5" width="13" height="12" rx="2" />
    <path d="M3.5 8.5h13M7 2.8v3M13 2.8v3" />
  </Icon>
);

export const BackIcon = () => (
  <Icon>
    <path d="M12 4.5 6.5 10l5.5 5.5" />
  </Icon>
);

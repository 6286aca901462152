/** Icons on a grid of 24 units. Directed icons mirror in right-to-left pages. */
const PATHS = {
  copy: 'M9 9h11v11H9ZM5 15H4V4h11v1',
  check: 'm5 12 5 5 9-10',
  open: 'M14 4h6v6M20 4l-9 9M18 14v4a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V8a2 2 0 0 1 2-2h4',
  share: 'M12 15V4M8 7.5 12 3.5l4 4M6 12H5v8h14v-8h-1',
  calendar: 'M4 6h16v14H4ZM4 10h16M8 3v4M16 3v4',
  camera: 'M3 7h11v10H3ZM14 11l7-4v10l-7-4',
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5 11a7 7 0 0 0 14 0M12 18v3',
  speaker: 'M4 9v6h4l5 4V5L8 9ZM16 9a4 4 0 0 1 0 6M19 6a8 8 0 0 1 0 12',
  phone: 'M4 4h6v6H4ZM14 4h6v6h-6ZM4 14h6v6H4ZM14 14h2v2h-2ZM20 14v6h-5',
  bell: 'M6 16V11a6 6 0 0 1 12 0v5l2 2H4ZM10 21h4',
  back: 'm15 5-7 7 7 7',
  down: 'm6 9 6 6 6-6',
  forward: 'M5 12h14M13 6l6 6-6 6',
  repeat: 'M4 12V9a3 3 0 0 1 3-3h12M16 3l3 3-3 3M20 12v3a3 3 0 0 1-3 3H5M8 21l-3-3 3-3',
  clock: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18ZM12 7v5l3 2',
  moon: 'M19 14A8 8 0 1 1 10 4a6.5 6.5 0 0 0 9 10Z',
  sunrise: 'M3 19h18M7 19a5 5 0 0 1 10 0M12 3v6M9 6l3-3 3 3M4 12l1.5 1.5M20 12l-1.5 1.5',
  sun: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.5 1.5M17.5 17.5 19 19M5 19l1.5-1.5M17.5 6.5 19 5',
  sunset: 'M3 19h18M7 19a5 5 0 0 1 10 0M12 3v6M9 6l3 3 3-3M4 12l1.5 1.5M20 12l-1.5 1.5',
  cloud: 'M7 18a4 4 0 0 1 0-8 5.5 5.5 0 0 1 10.5 1.5A3.5 3.5 0 0 1 17 18Z',
  warning: 'M12 4 2.5 20h19ZM12 10v4M12 17v.1',
} as const;

export type IconName = keyof typeof PATHS;

const DIRECTED: ReadonlySet<IconName> = new Set(['back', 'forward', 'open']);

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg
    className={DIRECTED.has(name) ? 'icon icon-directed' : 'icon'}
    viewBox="0 0 24 24"
    aria-hidden="true"
    focusable="false"
  >
    <path d={PATHS[name]} />
  </svg>
);

const PATHS = {
  microphone: 'M12 3a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM5 11a7 7 0 0 0 14 0M12 18v3',
  microphoneOff:
    'M9 9v2a3 3 0 0 0 5 2.2M15 11V6a3 3 0 0 0-5.700-1.300M5 11a7 7 0 0 0 11.500 5.400M19 11a7 7 0 0 1-.600 2.800M12 18v3M4 4l16 16',
  camera: 'M3 7h11v10H3ZM14 11l7-4v10l-7-4',
  cameraOff: 'M8 7h6v6M14 17H3V7h1M14 11l7-4v10l-4-2.300M4 4l16 16',
  screen: 'M3 4h18v12H3ZM8 20h8M12 13V8M9.500 10.500 12 8l2.500 2.500',
  chat: 'M4 5h16v11H9l-5 4Z',
  devices: 'M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4',
  leave: 'M3 14c5-5 13-5 18 0l-2 3-4-1.500V13c-2-.700-4-.700-6 0v2.500L5 17Z',
  send: 'M4 12h16M13 5l7 7-7 7',
} as const;

export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { readonly name: IconName }) => (
  <svg className="call-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path d={PATHS[name]} />
  </svg>
);

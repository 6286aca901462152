import type { Page } from 'playwright-core';
import { until } from '../../support/until.ts';

/** Script that keeps the connections and the devices of a page, so that a test can read their states. */
export const KEEP_CONNECTIONS = `
  window.connections = [];
  window.tracks = [];
  const open = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (open) navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await open(wanted);
    window.tracks.push(...stream.getTracks());
    return stream;
  };
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...options) { super(...options); window.connections.push(this); }
  };
`;

/** Expression: how many microphones and cameras of a page are on. */
export const LIVE_DEVICES = `window.tracks.filter(({ readyState }) => readyState === 'live').length`;

interface Received {
  /** How many connections the page has had. */
  readonly connections: number;
  readonly audioBytes: number;
  readonly frames: number;
}

/** What the latest connection of a page has received. */
const received = (page: Page): Promise<Received> =>
  page.evaluate(async () => {
    const { connections } = globalThis as unknown as { connections: RTCPeerConnection[] };
    const stats = [...((await connections.at(-1)?.getStats())?.values() ?? [])] as Record<string, unknown>[];
    const sum = (kind: string, field: string): number =>
      stats
        .filter((one) => one['type'] === 'inbound-rtp' && one['kind'] === kind)
        .reduce((total, one) => total + Number(one[field] ?? 0), 0);
    return {
      connections: connections.length,
      audioBytes: sum('audio', 'bytesReceived'),
      frames: sum('video', 'framesDecoded'),
    };
  });

/** Resolves when the page receives more audio and more pictures than at the first look at its latest connection. */
export async function flows(
  page: Page,
  kinds: readonly ('audioBytes' | 'frames')[] = ['audioBytes', 'frames'],
): Promise<void> {
  let before = await received(page);
  await until('audio and video flow', 30, async () => {
    const now = await received(page);
    if (now.connections !== before.connections) before = now;
    return kinds.every((kind) => now[kind] > before[kind]);
  });
}

export const bothFlow = (...pages: readonly Page[]): Promise<unknown> => Promise.all(pages.map((page) => flows(page)));

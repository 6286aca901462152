/** Why a device is missing. */
export type DeviceProblem = 'blocked' | 'missing' | 'busy' | 'unavailable';
export type DeviceKind = 'microphone' | 'camera';

export const CONSTRAINTS = {
  microphone: 'audio',
  camera: 'video',
} as const satisfies Record<DeviceKind, keyof MediaStreamConstraints>;

/** Enough for a large picture in a window, and for an old laptop that encodes and decodes at once. */
const PICTURE = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { max: 30 } } as const;

export interface Opened {
  readonly track?: MediaStreamTrack | undefined;
  readonly problem?: DeviceProblem | undefined;
}

/**
 * Opens microphone and camera. Asks for both at once, so that the browser asks one question; then for each, so that one
 * missing device does not take away the other.
 */
export async function openBoth(wanted: Readonly<Record<DeviceKind, boolean>>): Promise<Record<DeviceKind, Opened>> {
  if (wanted.microphone && wanted.camera) {
    try {
      const stream = await capture({ audio: true, video: PICTURE });
      return { microphone: { track: stream.getAudioTracks()[0] }, camera: { track: stream.getVideoTracks()[0] } };
    } catch (error) {
      // The person has refused both: do not ask again. A device that is blocked for good is refused without a question.
      if (problemOf(error) === 'blocked' && !(await eitherBlockedForGood()))
        return { microphone: { problem: 'blocked' }, camera: { problem: 'blocked' } };
    }
  }
  const microphone = wanted.microphone ? await openDevice('microphone') : {};
  const camera = wanted.camera ? await openDevice('camera') : {};
  return { microphone, camera };
}

/** @param id of the device; the browser's default without it */
export async function openDevice(kind: DeviceKind, id?: string): Promise<Opened> {
  const choice = id === undefined ? {} : { deviceId: { exact: id } };
  const constraint = kind === 'camera' ? { ...PICTURE, ...choice } : choice;
  try {
    const stream = await capture({ [CONSTRAINTS[kind]]: constraint });
    return { track: stream.getTracks()[0] };
  } catch (error) {
    return { problem: problemOf(error) };
  }
}

/** Browsers offer no devices to pages over plain HTTP, except on this machine. */
export const hasDevices = (): boolean => 'mediaDevices' in navigator;
export const canShareScreen = (): boolean => hasDevices() && 'getDisplayMedia' in navigator.mediaDevices;

async function capture(constraints: MediaStreamConstraints): Promise<MediaStream> {
  if (!hasDevices()) throw new DOMException('', 'NotSupportedError');
  return navigator.mediaDevices.getUserMedia(constraints);
}

/** Returns undefined when the person cancels. */
export async function openScreen(): Promise<MediaStreamTrack | undefined> {
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } } });
    const track = stream.getVideoTracks()[0];
    // Text stays sharp when the connection is slow.
    if (track) track.contentHint = 'detail';
    return track;
  } catch (error) {
    if (error instanceof DOMException) return undefined;
    throw error;
  }
}

export async function listDevices(): Promise<readonly MediaDeviceInfo[]> {
  if (!hasDevices()) return [];
  const devices = await navigator.mediaDevices.enumerateDevices();
  // Without permission the entries have neither id nor name.
  return devices.filter(({ deviceId }) => deviceId !== '');
}

async function eitherBlockedForGood(): Promise<boolean> {
  const states = await Promise.all(
    (['microphone', 'camera'] as const).map(async (name) => {
      try {
        return (await navigator.permissions.query({ name })).state;
      } catch {
        // A browser without these names.
        return 'prompt';
      }
    }),
  );
  return states.includes('denied') && states.some((state) => state !== 'denied');
}

function problemOf(error: unknown): DeviceProblem {
  switch (error instanceof DOMException ? error.name : '') {
    case 'NotAllowedError':
      return 'blocked';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'missing';
    case 'NotReadableError':
    case 'AbortError':
      return 'busy';
    default:
      return 'unavailable';
  }
}

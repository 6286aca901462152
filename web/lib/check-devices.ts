/** The part of the device check that loads when somebody starts it. */

/** The chosen devices: ids of the browser, '' for its default. */
export interface Choice {
  readonly camera: string;
  readonly microphone: string;
}

/** Opens camera and microphone; only the microphone if there is no camera. */
export async function openDevices({ camera, microphone }: Choice): Promise<MediaStream> {
  if (!('mediaDevices' in navigator)) throw new DOMException('', 'NotSupportedError');
  const chosen = (id: string): boolean | MediaTrackConstraints => (id === '' ? true : { deviceId: id });
  const audio = chosen(microphone);
  try {
    return await navigator.mediaDevices.getUserMedia({ audio, video: chosen(camera) });
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotFoundError')
      return navigator.mediaDevices.getUserMedia({ audio });
    throw error;
  }
}

/** Milliseconds between two looks at the microphone. */
const LOOK_EVERY = 80;

/**
 * Reports the loudness of a microphone until the returned function is called.
 * @param most the level of the loudest sound; silence is 0
 */
export function measureLevel(stream: MediaStream, most: number, report: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 512;
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Uint8Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getByteTimeDomainData(samples);
    const loudest = samples.reduce((max, sample) => Math.max(max, Math.abs(sample - 128)), 0);
    report(Math.min(most, Math.round(Math.sqrt(loudest / 128) * most)));
  }, LOOK_EVERY);
  return () => {
    clearInterval(timer);
    report(0);
    void context.close();
  };
}

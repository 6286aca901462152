/** Notes of the chime: frequency in Hz, start in seconds. */
const NOTES = [
  [523.25, 0],
  [783.99, 0.18],
] as const;
const LENGTH = 0.5;

interface Sink extends AudioContext {
  setSinkId?: (id: string) => Promise<void>;
}

/** Plays two notes. A browser that does not allow sound before a click stays silent. */
export async function playChime(speaker?: string): Promise<void> {
  if (typeof AudioContext === 'undefined') return;
  const context: Sink = new AudioContext();
  if (speaker) await context.setSinkId?.(speaker).catch(() => undefined);
  for (const [frequency, start] of NOTES) {
    const at = context.currentTime + start;
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setTargetAtTime(0.2, at, 0.01);
    gain.gain.setTargetAtTime(0, at + 0.15, 0.1);
    const note = new OscillatorNode(context, { frequency });
    note.connect(gain).connect(context.destination);
    note.start(at);
    note.stop(at + LENGTH);
    note.addEventListener('ended', () => {
      if (start > 0) void context.close();
    });
  }
}

import { useEffect, useRef, useState } from 'react';
import { useRoomTexts } from './room-language.tsx';

interface SoundProps {
  readonly track: MediaStreamTrack | undefined;
  /** Id of the speaker; empty for the default. */
  readonly speaker: string;
}

/** Plays the other person's voice. Some browsers start no sound before the person has used the page. */
export const RemoteSound = ({ track, speaker }: SoundProps) => {
  const { turnOnSound } = useRoomTexts();
  const audio = useRef<HTMLAudioElement>(null);
  const [blocked, setBlocked] = useState(false);
  const play = async (): Promise<void> => {
    try {
      await audio.current?.play();
      setBlocked(false);
    } catch (error) {
      setBlocked(error instanceof DOMException && error.name === 'NotAllowedError');
    }
  };
  useEffect(() => {
    if (!audio.current || !track) return;
    audio.current.srcObject = new MediaStream([track]);
    void play();
  }, [track]);
  useEffect(() => {
    // A speaker that was unplugged: the browser keeps the current one.
    void audio.current?.setSinkId?.(speaker).catch(() => undefined);
  }, [speaker]);
  return (
    <>
      <audio ref={audio} />
      {blocked && (
        <button type="button" className="call-button primary sound" onClick={() => void play()}>
          {turnOnSound}
        </button>
      )}
    </>
  );
};

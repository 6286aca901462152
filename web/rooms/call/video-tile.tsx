import { type ReactNode, useEffect, useRef } from 'react';
import { Icon } from './icons.tsx';
import { useRoomTexts } from './room-language.tsx';

interface TileProps {
  readonly className?: string;
  readonly name: string;
  /** Undefined shows the initial of the person. */
  readonly track: MediaStreamTrack | undefined;
  readonly muted: boolean;
  /** Own pictures are mirrored, as people know them; screens are not. */
  readonly mirrored?: boolean;
  readonly screen?: boolean;
  readonly label: string;
  readonly children?: ReactNode;
}

/** One picture: a camera, a screen, or the initial of a person without a camera. */
export const VideoTile = ({ className = '', name, track, muted, mirrored, screen, label, children }: TileProps) => {
  const roomTexts = useRoomTexts();
  return (
    <figure className={`tile ${className}`} data-screen={screen || undefined}>
      {track ? (
        <Picture track={track} mirrored={mirrored ?? false} label={label} />
      ) : (
        <span className="tile-initial" aria-hidden="true">
          {initialOf(name)}
        </span>
      )}
      {children}
      <figcaption className="tile-name">
        {!screen && <Icon name={muted ? 'microphoneOff' : 'microphone'} />}
        <bdi>{screen ? label : name}</bdi>
        {muted && !screen && <span className="visually-hidden">, {roomTexts.muted}</span>}
        {!track && !screen && <span className="visually-hidden">, {roomTexts.cameraOff}</span>}
      </figcaption>
    </figure>
  );
};

/** The first character as people see it; it can have several code points. */
const initialOf = (name: string): string =>
  [...new Intl.Segmenter().segment(name.trim())][0]?.segment.toUpperCase() ?? '';

const Picture = ({ track, mirrored, label }: { track: MediaStreamTrack; mirrored: boolean; label: string }) => {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = new MediaStream([track]);
  }, [track]);
  return (
    <video ref={video} className={mirrored ? 'mirrored' : undefined} autoPlay playsInline muted aria-label={label} />
  );
};

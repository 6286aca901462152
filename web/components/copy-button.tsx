import { useEffect, useState } from 'react';
import { Icon } from './icons.tsx';

/** Milliseconds. */
const SHOWN_FOR = 2_500;

interface CopyButtonProps {
  readonly text: string;
  /** Names the text for screen readers: `Copy {what}`. */
  readonly what: string;
}

export const CopyButton = ({ text, what }: CopyButtonProps) => {
  const [result, setResult] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (result === undefined) return undefined;
    const timer = setTimeout(() => setResult(undefined), SHOWN_FOR);
    return () => clearTimeout(timer);
  }, [result]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setResult('copied');
    } catch {
      // No permission, or not a secure origin.
      setResult('failed');
    }
  };
  return (
    <>
      <button type="button" onClick={() => void copy()} aria-label={`Copy ${what}`}>
        {result === 'copied' ? <Icon name="check" /> : <Icon name="copy" />}
        <span className="copy-word">
          {result === 'copied' ? 'Copied' : result === 'failed' ? 'Not copied' : 'Copy'}
        </span>
      </button>
      <span className="visually-hidden" role="status">
        {result === 'copied'
          ? `Copied ${what}`
          : result === 'failed'
            ? 'The browser blocked copying. Select the text and copy it.'
            : ''}
      </span>
    </>
  );
};

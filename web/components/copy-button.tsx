import { useEffect, useState } from 'react';
import { CheckIcon, CopyIcon } from './icons.tsx';

const SHOWN_FOR = 2_500;

interface CopyButtonProps {
  readonly text: string;
  /** What is copied, for those who do not see where the button stands. */
  readonly what: string;
}

export const CopyButton = ({ text, what }: CopyButtonProps) => {
  const [result, setResult] = useState<'copied' | 'refused'>();
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
      // No permission, or no secure origin: the text can still be selected by hand.
      setResult('refused');
    }
  };
  return (
    <>
      <button type="button" className="copy" onClick={() => void copy()} aria-label={`Copy ${what}`}>
        {result === 'copied' ? <CheckIcon /> : <CopyIcon />}
        <span className="copy-word">
          {result === 'copied' ? 'Copied' : result === 'refused' ? 'Select it' : 'Copy'}
        </span>
      </button>
      <span className="visually-hidden" role="status">
        {result === 'copied' ? `Copied ${what}` : result === 'refused' ? 'The browser did not allow copying' : ''}
      </span>
    </>
  );
};

import { useEffect, useState } from 'react';
import { Icon } from './icons.tsx';
import { useOrganiserTexts, useTexts } from './language.tsx';

/** Milliseconds. */
const SHOWN_FOR = 2_500;

interface CopyButtonProps {
  readonly text: string;
  /** Says what is copied. */
  readonly label: string;
}

export const CopyButton = ({ text, label }: CopyButtonProps) => {
  const { copied, notCopied } = useTexts();
  const { copy: word, copyFailed } = useOrganiserTexts();
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
      <button type="button" onClick={() => void copy()} aria-label={label}>
        {result === 'copied' ? <Icon name="check" /> : <Icon name="copy" />}
        <span className="copy-word">{result === 'copied' ? copied : result === 'failed' ? copyFailed : word}</span>
      </button>
      <span className="visually-hidden" role="status">
        {result === 'copied' ? copied : result === 'failed' ? notCopied : ''}
      </span>
    </>
  );
};

import type { Refusal } from '../lib/api.ts';
import { keyIsMissing } from './organiser.tsx';

export const RefusedNotice = ({ refusal, onAgain }: { readonly refusal: Refusal; readonly onAgain: () => void }) => (
  <div className="notice notice-bad" role="alert">
    <p>{keyIsMissing(refusal) ? 'This needs the organiser’s key.' : refusal.message}</p>
    <button type="button" onClick={onAgain}>
      {keyIsMissing(refusal) ? 'Enter the key' : 'Try again'}
    </button>
  </div>
);

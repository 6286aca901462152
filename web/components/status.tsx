import { toneFor, wordFor } from '../lib/outcomes.ts';
import type { Meeting } from '../lib/wire.ts';

export const StatusBadge = ({ meeting }: { readonly meeting: Pick<Meeting, 'status' | 'outcome'> }) => (
  <span className={`badge badge-${toneFor(meeting)}`}>{wordFor(meeting)}</span>
);

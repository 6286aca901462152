import { type State, statusLabel, statusTone, type Tone } from '../lib/status.ts';
import { Icon, type IconName } from './icons.tsx';
import { useOrganiserTexts } from './language.tsx';

const TONE_ICONS: Readonly<Record<Tone, IconName>> = {
  night: 'moon',
  dawn: 'sunrise',
  day: 'sun',
  dusk: 'sunset',
  bad: 'warning',
  none: 'cloud',
};

export const StatusBadge = ({ meeting }: { readonly meeting: State }) => {
  const texts = useOrganiserTexts();
  const tone = statusTone(meeting);
  return (
    <span className={`badge badge-${tone}`}>
      <Icon name={TONE_ICONS[tone]} />
      {statusLabel(meeting, texts)}
    </span>
  );
};

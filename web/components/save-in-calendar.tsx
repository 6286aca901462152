import type { CalendarEvent } from '../../steps/calendar/calendar-file.ts';
import { saveEvent } from '../lib/save-event.ts';
import { useApp } from './app.tsx';
import { Icon } from './icons.tsx';
import { useOrganiserTexts } from './language.tsx';

interface SaveInCalendarProps {
  readonly event: CalendarEvent;
  readonly label: string;
}

const SaveInCalendar = ({ event, label }: SaveInCalendarProps) => {
  const { clock } = useApp();
  const texts = useOrganiserTexts();
  return (
    <button type="button" onClick={() => saveEvent(event, clock.now())} aria-label={label}>
      <Icon name="calendar" />
      {texts.calendar}
    </button>
  );
};

export default SaveInCalendar;

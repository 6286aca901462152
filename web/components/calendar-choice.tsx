import type { CalendarEvent } from '../../steps/calendar/calendar-file.ts';
import { googleUrl, outlookUrl } from '../../steps/calendar/calendar-links.ts';
import { saveEvent } from '../lib/save-event.ts';
import { useApp } from './app.tsx';
import { useTexts } from './language.tsx';

/** Ways to add a meeting to a calendar. Google and Outlook get the personal link: their calendars are the person's own. */
export const CalendarChoice = ({ event }: { readonly event: CalendarEvent }) => {
  const { clock } = useApp();
  const texts = useTexts();
  return (
    <div className="buttons">
      <a className="button" href={googleUrl(event)} target="_blank" rel="noopener noreferrer">
        {texts.googleCalendar}
      </a>
      <a className="button" href={outlookUrl(event)} target="_blank" rel="noopener noreferrer">
        {texts.outlookCalendar}
      </a>
      <button type="button" onClick={() => saveEvent(event, clock.now())}>
        {texts.calendarFile}
      </button>
    </div>
  );
};

import { type CalendarEvent, calendarFile, calendarFileName, googleUrl, outlookUrl } from '../lib/ics.ts';
import { useApp } from './app.tsx';
import { useTexts } from './language.tsx';

interface CalendarChoiceProps {
  /** The rest of the event is known to the component. */
  readonly event: Omit<CalendarEvent, 'stamp'>;
}

/** Ways to add a meeting to a calendar. Google and Outlook get the personal link: their calendars are the person's own. */
export const CalendarChoice = ({ event }: CalendarChoiceProps) => {
  const { clock } = useApp();
  const texts = useTexts();
  const save = (): void =>
    download(calendarFileName(event.title, event.start), calendarFile({ ...event, stamp: clock.now() }));
  return (
    <div className="buttons">
      <a className="button" href={googleUrl(event)} target="_blank" rel="noopener noreferrer">
        {texts.googleCalendar}
      </a>
      <a className="button" href={outlookUrl(event)} target="_blank" rel="noopener noreferrer">
        {texts.outlookCalendar}
      </a>
      <button type="button" onClick={save}>
        {texts.calendarFile}
      </button>
    </div>
  );
};

export function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/calendar;charset=utf-8' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = name;
  anchor.click();
  URL.revokeObjectURL(url);
}

import type { EntryTrace, MailTrace } from '../promises/mail-trace.ts';
import { instantOf } from '../promises/series-dates.ts';
import { isoSeconds, type Millis } from '../steps/domain/instants.ts';
import { type Role, ROLES } from '../steps/domain/links.ts';
import type { MailState } from '../steps/domain/mailed.ts';
import type { Meeting } from '../steps/domain/meeting.ts';
import type { CalendarPart, MailMessage } from '../steps/mail/ports.ts';

/** A row of a meeting or of a series. */
type Told = Pick<Meeting, 'id'> & { readonly mailed?: Readonly<Partial<Record<Role, MailState>>> };

/** The mails that arrived, from the mail service and from the writes of the rows. */
export class ArrivedMails {
  readonly #mails: MailTrace[] = [];
  /** People of whom a row says now that a mail may have arrived or not. */
  readonly #unsure = new Set<string>();

  get mails(): readonly MailTrace[] {
    return this.#mails;
  }

  onMail({ meetingId: about, role, to, notice, calendar }: MailMessage, at: Millis, repeated: boolean): void {
    const [entry, ...dates] = calendar ? entriesOf(calendar) : [];
    this.#mails.push({
      at,
      about,
      role,
      to: to.address,
      notice,
      ...(entry && { entry }),
      ...(dates.length > 0 && { dates }),
      ...(repeated && { repeated }),
      ...(this.#unsure.has(`${about} ${role}`) && { unsure: true }),
      recorded: false,
    });
  }

  /** A write that says what was sent last to a person is about the latest mail to that person. */
  onWrite(after: Told, before: Told | undefined): void {
    for (const role of ROLES) {
      const person = `${after.id} ${role}`;
      if (after.mailed?.[role]?.unsure) this.#unsure.add(person);
      else this.#unsure.delete(person);
      const last = after.mailed?.[role]?.last;
      if (last !== undefined && last.at !== before?.mailed?.[role]?.last?.at) this.#record(after.id, role, last.kind);
    }
  }

  #record(id: string, role: Role, notice: MailTrace['notice']): void {
    const index = this.#mails.findLastIndex(
      (mail) => mail.about === id && mail.role === role && mail.notice === notice && !mail.repeated,
    );
    const mail = this.#mails[index];
    if (mail) this.#mails[index] = { ...mail, recorded: true };
  }
}

function entriesOf({ method, text }: CalendarPart): readonly EntryTrace[] {
  const events = text.replaceAll('\r\n ', '').split('BEGIN:VEVENT').slice(1);
  return events.map((event) => {
    const recurrence = field(event, 'RECURRENCE-ID');
    const until = lastTime(event);
    return {
      method,
      uid: field(event, 'UID'),
      sequence: Number(field(event, 'SEQUENCE')),
      start: `${instantIn(field(event, 'DTSTART'))} ${instantIn(field(event, 'DTEND'))}`,
      ...(recurrence !== '' && { recurrence }),
      ...(until !== undefined && { until }),
    };
  });
}

/** Of a rule with an end, of a list of times, or of a single time. */
function lastTime(event: string): string | undefined {
  const rule = field(event, 'RRULE');
  if (rule !== '') return /UNTIL=(\w+)/.exec(rule)?.[1];
  const listed = event.match(/(?<=^RDATE:).*$/gm);
  return listed?.at(-1)?.trim() ?? instantIn(field(event, 'DTSTART'));
}

/** `TZID=Europe/Berlin:20261201T160000` -> `20261201T150000Z` */
function instantIn(value: string): string {
  const [, zone, year, month, day, ...time] = /^TZID=(.+):(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)$/.exec(value) ?? [];
  if (zone === undefined) return value;
  const at = instantOf(`${year}-${month}-${day}`, time.join(':'), zone);
  return isoSeconds(at).replaceAll(/[-:]/g, '');
}

const field = (text: string, name: string): string =>
  new RegExp(`^${name}[:;](.*)$`, 'm').exec(text)?.[1]?.trim() ?? '';

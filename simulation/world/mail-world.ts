import type { Meeting } from '../../steps/domain/meeting.ts';
import type { MailMessage, MailSettings } from '../../steps/mail/ports.ts';
import { recordBounce } from '../../steps/mail/record-bounce.ts';
import { sendNotices } from '../../steps/mail/send-notices.ts';
import type { Ports } from '../../steps/ports.ts';
import type { TellCall } from '../../steps/telling/call.ts';
import { MailModel } from './model/mail.ts';
import type { VirtualTimers } from './virtual-timers.ts';
import type { Invocation, WorldOptions } from './world-options.ts';

type Invoke = <T>(invocation: Invocation, run: (ports: Ports) => Promise<T>) => Promise<T>;

export const DEFAULT_MAIL: MailSettings = {
  from: { name: 'Lessons', address: 'lessons@school.example' },
  reminders: [24, 1],
  word: 'meeting',
};

/** The stream of the table, and the mail service. */
export class MailWorld {
  readonly mail: MailModel;
  readonly #timers: VirtualTimers;
  readonly #invoke: Invoke;
  readonly #streamDelays: WorldOptions['streamDelays'];

  constructor(options: WorldOptions, timers: VirtualTimers, invoke: Invoke) {
    this.#timers = timers;
    this.#invoke = invoke;
    this.#streamDelays = options.streamDelays;
    this.mail = new MailModel(options.onMail);
  }

  /** Call it after each write of a row. */
  onWrite({ id, mail_at }: Meeting): void {
    if (mail_at === undefined) return;
    for (const delay of this.#streamDelays?.(id) ?? [0])
      this.#timers.at(this.#timers.now() + delay, () => this.send({ meetingIds: [id] }));
  }

  /** The event of SES for a mail that came back. */
  report({ meetingId, role, to }: MailMessage, kind: 'Bounce' | 'Complaint', bounceType = 'Permanent'): Promise<void> {
    const addresses = [{ emailAddress: to.address }];
    const what =
      kind === 'Bounce'
        ? { bounce: { bounceType, bouncedRecipients: addresses } }
        : { complaint: { complainedRecipients: addresses } };
    const event = { detail: { ...what, mail: { tags: { meeting: [meetingId], role: [role] } } } };
    return this.#invoke({ caller: 'recordBounce', meetingId }, (ports) => recordBounce(ports)(event));
  }

  /** A call that fails is repeated by the next run of the timer. */
  send(call: TellCall): void {
    const meetingId = 'meetingIds' in call ? call.meetingIds[0] : undefined;
    const invocation: Invocation = { caller: 'sendNotices', meetingId, ...(!meetingId && { source: 'timer' }) };
    this.#invoke(invocation, (ports) => sendNotices(ports)(call)).catch(() => undefined);
  }
}

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Mail } from '../../steps/mail/ports.ts';
import { aMail } from '../support/mail.ts';

/** A mail as its recipient's program shows it. */
export interface ReceivedMail {
  readonly from: { readonly name: string; readonly address: string };
  /** Everybody who gets it. */
  readonly to: readonly { readonly name: string; readonly address: string }[];
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly calendar?: { readonly method: string; readonly text: string } | undefined;
}

export interface MailUnderTest {
  readonly mail: Mail;
  readonly received: () => Promise<readonly ReceivedMail[]>;
  readonly close?: () => Promise<void>;
}

export function mailContract(name: string, make: () => Promise<MailUnderTest>): void {
  describe(`${name} (port Mail)`, () => {
    let under: MailUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.close?.());

    const sent = async (fields: Parameters<typeof aMail>[0]): Promise<ReceivedMail> => {
      await under.mail.send(aMail(fields));
      const [only, ...others] = await under.received();
      expect(others).toEqual([]);
      return only!;
    };

    it('brings text, HTML and the calendar file in any language to one address', async () => {
      const subject =
        'درسك مع Ben: レッスン, Prüfung, naïve café and a subject that is much longer than one line of a header';
      const text = 'Zeile eins\n\n第二行\n.\nein Punkt';
      const calendar = {
        method: 'REQUEST',
        text: 'BEGIN:VCALENDAR\r\nSUMMARY:Stunde für 花子\r\nEND:VCALENDAR\r\n',
      } as const;
      const html = '<p dir="rtl">درس &amp; レッスン</p>';
      const to = { name: '花子 Müller', address: 'hanako@home.example' };
      expect(await sent({ subject, text, html, calendar, to })).toMatchObject({
        from: { name: 'Lessons', address: 'lessons@school.example' },
        to: [to],
        subject,
        text,
        html,
        calendar,
      });
    });

    it('has no calendar file unless one is given', async () => {
      expect(await sent({})).toMatchObject({ calendar: undefined });
    });

    it('cannot be made to reach another address by a name or a subject', async () => {
      const attack = 'Ada"\r\nBcc: eve@evil.example\r\nX-Evil: 1\r\n\r\nevil <eve@evil.example>, x';
      const { to, subject } = await sent({ to: { name: attack, address: 'ada@school.example' }, subject: attack });
      expect(to.map(({ address }) => address)).toEqual(['ada@school.example']);
      expect(subject.startsWith('Ada')).toBe(true);
    });
  });
}

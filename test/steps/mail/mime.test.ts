import { describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { toMime } from '../../../steps/mail/mime.ts';
import { aMail } from '../../support/mail.ts';

describe('a mail with an address to unsubscribe', () => {
  const url = `https://api.example/v1/reminders/abcdefgh01234567.student.${'k'.repeat(43)}`;

  it('has it in one header, and says that one request is enough (RFC 8058)', async () => {
    const source = await toMime(aMail({ notice: 'reminder', unsubscribe: url }), new Date(0));
    const { headers } = await simpleParser(source);
    expect(headers.get('list')).toEqual({
      unsubscribe: { url },
      'unsubscribe-post': { name: 'List-Unsubscribe=One-Click' },
    });
    const lines = source
      .toString()
      .split('\r\n\r\n')[0]!
      .replaceAll(/\r\n\s+/g, ' ')
      .split('\r\n');
    expect(lines).toContain(`List-Unsubscribe: <${url}>`);
    expect(lines).toContain('List-Unsubscribe-Post: List-Unsubscribe=One-Click');
  });

  it('is a reminder: other mails have no such header', async () => {
    expect((await toMime(aMail(), new Date(0))).toString()).not.toMatch(/list-unsubscribe/i);
  });
});

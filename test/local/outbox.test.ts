import { request, type RequestOptions } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import { newFolder, type RuntimeClient, withRuntime } from '../support/runtime.ts';

const page = (client: RuntimeClient, path: string): Promise<Response> =>
  fetch(`${client.url}${path}`, { headers: { accept: 'text/html' } });
const text = async (client: RuntimeClient, path: string): Promise<string> => (await page(client, path)).text();

const BEN = '<img src=x onerror=alert(1)>';
const PEOPLE = { teacher_email: 'ada@school.example', student_email: 'ben@home.example', student_name: BEN };

/** The mails in the list, latest first. */
async function mailsIn(client: RuntimeClient): Promise<string[]> {
  const list = await text(client, '/outbox');
  return [...list.matchAll(/href="(\/outbox\/[\w-]+)"/g)].map(([, path]) => path!);
}

describe('the outbox of the local runtime', () => {
  it('shows each mail as its recipient would see it, and sends nothing', async () => {
    await withRuntime({ speed: 60 }, async (client) => {
      expect(await text(client, '/outbox')).toContain('There is no mail yet');
      const { teacher_link, student_link } = await client.schedule({ meet_time: client.inMinutes(300), ...PEOPLE });
      await client.until(async () => (await mailsIn(client)).length === 2);
      expect(await text(client, '/outbox')).not.toContain('<img');
      const bodies = await Promise.all((await mailsIn(client)).map((path) => text(client, path)));
      const mail = bodies.find((body) => body.includes('ada@school.example'))!;
      const [, path] = /<iframe[^>]* src="(\/outbox\/[\w-]+)\/html"/.exec(mail)!;
      expect(mail).toMatch(/<iframe[^>]* sandbox="allow-popups allow-popups-to-escape-sandbox"/);
      expect(mail).not.toContain('<img');
      expect(mail).toContain('BEGIN:VCALENDAR');
      expect(mail).toContain('Auto-Submitted: auto-generated');

      const html = await page(client, `${path}/html`);
      expect(html.headers.get('content-security-policy')).toMatch(/^sandbox .*default-src 'none'/);
      const shown = await html.text();
      expect(shown).toContain(teacher_link.replaceAll('&', '&amp;'));
      expect(shown).not.toContain(new URL(student_link).searchParams.get('key'));
      expect(shown).not.toContain('<img');

      const calendar = await page(client, `${path}/calendar`);
      expect(calendar.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
      expect(await calendar.text()).toContain('METHOD:REQUEST');
      expect(await text(client, `${path}/source`)).toContain('To: Ada <ada@school.example>');
      for (const unknown of ['/outbox/none', `${path}/none`, '/outbox/..%2f..%2fkeys'])
        expect((await page(client, unknown)).status).toBe(404);
    });
  });

  it('keeps its mails over a restart', async () => {
    const dataDir = newFolder();
    await withRuntime({ speed: 60, dataDir }, async (client) => {
      await client.schedule({ meet_time: client.inMinutes(300), ...PEOPLE });
      await client.until(async () => (await mailsIn(client)).length === 2);
    });
    await withRuntime({ speed: 60, dataDir }, async (client) => {
      expect(await mailsIn(client)).toHaveLength(2);
    });
  });

  it('has mails of a meeting once each at a high speed of the clock', async () => {
    await withRuntime({ speed: 6_000 }, async (client) => {
      const { id } = await client.schedule({ meet_time: client.inMinutes(300), ...PEOPLE });
      const invited = await client.until(async () => {
        const list = await text(client, '/outbox');
        return list.split(', invitation<').length >= 3 && list;
      });
      expect(invited).toBeTruthy();
      await client.ended(id);
      const all = await text(client, '/outbox');
      expect(all.split(', invitation<')).toHaveLength(3);
    });
  });

  it('is not shown to other devices, and not to pages of other sites', async () => {
    const status = (url: string, options: RequestOptions): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        const call = request(`${url}/outbox`, { agent: false, ...options }, (response) => {
          response.resume();
          resolve(response.statusCode);
        });
        call.once('error', reject).end();
      });
    await withRuntime({}, async ({ url }) => {
      expect(await status(url, {})).toBe(200);
      expect(await status(url, { localAddress: '127.0.0.2' })).toBe(404);
      expect(await status(url, { headers: { host: 'evil.example' } })).toBe(421);
    });
  });
});

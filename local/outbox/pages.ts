import { escapeHtml } from '../../steps/mail/html.ts';
import type { Mailbox, StoredMail } from './mailbox.ts';

export interface OutboxPage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PATH = '/outbox';

/** Without scripts, and with nothing from elsewhere. */
const page = (title: string, main: string): OutboxPage => ({
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy':
      "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  },
  body: `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escapeHtml(title)} · Elephant Meetings</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
${main}
    </main>
  </body>
</html>
`,
});

const STYLE = `
  body { margin: 0; font: 1rem/1.5 Figtree, 'Segoe UI', Helvetica, Arial, sans-serif; }
  main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
  h1 { margin: 0 0 1rem; font-size: 1.5rem; line-height: 1.25; overflow-wrap: anywhere; }
  h2 { margin: 2rem 0 .5rem; font-size: 1.1rem; }
  ol { margin: 0; padding: 0; list-style: none; }
  li { border-top: 1px solid color-mix(in srgb, currentColor 20%, transparent); }
  li a { display: block; padding: .75rem 0; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
  li a:hover strong { text-decoration: underline; }
  small { display: block; opacity: .75; }
  dl { display: grid; grid-template-columns: auto 1fr; gap: .25rem 1rem; margin: 0 0 1rem; }
  dt { opacity: .75; }
  dd { margin: 0; overflow-wrap: anywhere; }
  iframe { width: 100%; height: 34rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .75rem; background: Canvas; }
  pre { margin: 0; padding: 1rem; overflow: auto; border-radius: .75rem; background: color-mix(in srgb, currentColor 7%, transparent); white-space: pre-wrap; overflow-wrap: anywhere; font-size: .875rem; }
`;

const toLine = ({ message: { to } }: StoredMail): string => `${to.name ?? ''} <${to.address}>`;

const list = (mails: readonly StoredMail[]): OutboxPage =>
  page(
    'Outbox',
    `<h1>Outbox</h1>
<p>The local runtime sends no mail. It keeps the mails of meetings here, as their recipients would get them.</p>
${mails.length === 0 ? '<p>There is no mail yet. Schedule a meeting with an e-mail address.</p>' : ''}
<ol>
${mails
  .map(
    (mail) =>
      `<li><a href="${PATH}/${mail.id}"><strong dir="auto">${escapeHtml(mail.message.subject)}</strong><small>${escapeHtml(`${toLine(mail)}, ${mail.at.slice(0, 19).replace('T', ' ')} UTC, ${mail.message.notice}`)}</small></a></li>`,
  )
  .join('\n')}
</ol>`,
  );

const one = (mail: StoredMail): OutboxPage => {
  const { message, source, id, at } = mail;
  const headers = source.slice(0, source.indexOf('\r\n\r\n'));
  return page(
    message.subject,
    `<p><a href="${PATH}">Outbox</a></p>
<h1 dir="auto">${escapeHtml(message.subject)}</h1>
<dl>
<dt>From</dt><dd>${escapeHtml(`${message.from.name ?? ''} <${message.from.address}>`)}</dd>
<dt>To</dt><dd>${escapeHtml(toLine(mail))}</dd>
<dt>Sent</dt><dd>${escapeHtml(at)}</dd>
</dl>
<iframe title="The mail as HTML" src="${PATH}/${id}/html" sandbox="allow-popups allow-popups-to-escape-sandbox"></iframe>
<h2>Text</h2>
<pre dir="auto">${escapeHtml(message.text)}</pre>
${message.calendar ? `<h2>Calendar (${message.calendar.method})</h2>\n<p><a href="${PATH}/${id}/calendar">invite.ics</a></p>\n<pre>${escapeHtml(message.calendar.text)}</pre>` : ''}
<h2>Headers</h2>
<pre>${escapeHtml(headers)}</pre>
<p><a href="${PATH}/${id}/source">The whole mail</a></p>`,
  );
};

/** The HTML of a mail. Its links open in a new tab, as they do from a mail program. */
const html = ({ message }: StoredMail): OutboxPage => ({
  headers: {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy':
      "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
  },
  body: message.html.replace('<head>', '<head><base target="_blank">'),
});

const download = (type: string, name: string, body: string): OutboxPage => ({
  headers: {
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
  },
  body,
});

/** The page at a path below `/outbox`; undefined when there is none. */
export function outboxPage(mailbox: Mailbox, path: string): OutboxPage | undefined {
  if (path === PATH) return list(mailbox.all());
  const [, id = '', part] = /^\/outbox\/([\w-]+)(?:\/(\w+))?$/.exec(path) ?? [];
  const mail = mailbox.get(id);
  if (!mail) return undefined;
  switch (part) {
    case undefined:
      return one(mail);
    case 'html':
      return html(mail);
    case 'source':
      return download('message/rfc822', `${id}.eml`, mail.source);
    case 'calendar':
      return (
        mail.message.calendar && download('text/calendar; charset=utf-8', 'invite.ics', mail.message.calendar.text)
      );
    default:
      return undefined;
  }
}

import { escapeHtml } from '../../mail/html.ts';
import type { MailLanguage } from '../../mail/languages/languages.ts';

/** A page without scripts, which nobody may keep or embed. Its address is a secret. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'Referrer-Policy': 'no-referrer',
  'X-Robots-Tag': 'noindex',
};
const STYLE =
  ':root{color-scheme:light dark}body{margin:0;padding:24px;font:18px/1.5 Figtree,"Segoe UI",Helvetica,Arial,sans-serif}main{max-width:34em;margin:10vh auto 0}button{padding:12px 20px;border:0;border-radius:12px;background:#34407a;color:#fff;font:inherit;font-weight:600;cursor:pointer}';

/** @param isAsked with a button that sends what a mail program sends at once (RFC 8058) */
export function remindersPage({ texts, direction, locale }: MailLanguage, isAsked: boolean) {
  const [text, title] = [isAsked ? texts.stopAsk : texts.stopped, escapeHtml(texts.stop)];
  const form = `<form method="post"><button name="List-Unsubscribe" value="One-Click">${title}</button></form>`;
  const html = `<!doctype html>
<html lang="${escapeHtml(locale.split('-u-')[0]!)}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1><p>${escapeHtml(text)}</p>${isAsked ? form : ''}</main></body>
</html>
`;
  return { status: 200, headers: HEADERS, file: { type: 'text/html; charset=utf-8', text: html } } as const;
}

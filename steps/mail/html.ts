/** HTML of mails. Mail programs remove style sheets, so each element has its own style. */

const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** For text and for attributes in double quotes. */
export const escapeHtml = (text: string): string =>
  text.replaceAll(/[&<>"']/g, (character) => REPLACEMENTS[character]!);

export interface MailContent {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly hello: string;
  readonly title: string;
  /** Date and time, below the title. */
  readonly when: string;
  /** Further sentences. */
  readonly notes: readonly string[];
  /** The button, and what follows it. */
  readonly link?: { readonly url: string; readonly label: string; readonly note: string };
  /** A small link at the end. */
  readonly footer?: { readonly url: string; readonly label: string };
}

const FONT = "font-family:Figtree,'Segoe UI',Helvetica,Arial,sans-serif";
const BUTTON =
  'display:inline-block;padding:12px 20px;border-radius:12px;background:#34407a;color:#ffffff;font-weight:600;text-decoration:none';
const SMALL = 'font-size:14px;opacity:0.75';

export function mailHtml(content: MailContent): string {
  const { language, direction, hello, title, when, notes, link, footer } = content;
  const parts = [
    paragraph(hello),
    `<h1 style="margin:0 0 4px;font-size:22px;line-height:1.3">${escapeHtml(title)}</h1>`,
    `<p style="margin:0 0 20px;font-size:18px">${escapeHtml(when)}</p>`,
    ...notes.map((note) => paragraph(note)),
    ...(link
      ? [
          `<p style="margin:24px 0 12px"><a href="${escapeHtml(link.url)}" style="${BUTTON}">${escapeHtml(link.label)}</a></p>`,
          paragraph(link.note, SMALL),
        ]
      : []),
    ...(footer
      ? [
          `<p style="margin:24px 0 0;${SMALL}"><a href="${escapeHtml(footer.url)}" style="color:inherit">${escapeHtml(footer.label)}</a></p>`,
        ]
      : []),
  ];
  return `<!doctype html>
<html lang="${escapeHtml(language)}" dir="${direction}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>${escapeHtml(title)}</title></head>
<body style="margin:0;padding:24px;font-size:16px;line-height:1.5;${FONT}">
<div dir="${direction}" style="max-width:34em;margin:0 auto;text-align:start">
${parts.join('\n')}
</div>
</body>
</html>
`;
}

const paragraph = (text: string, style = ''): string =>
  `<p style="margin:0 0 16px${style && `;${style}`}">${escapeHtml(text)}</p>`;

/** The same as plain text. */
export function mailText({ hello, title, when, notes, link, footer }: MailContent): string {
  const parts = [
    hello,
    `${title}\n${when}`,
    ...notes,
    ...(link ? [`${link.label}:\n${link.url}`, link.note] : []),
    ...(footer ? [`${footer.label}:\n${footer.url}`] : []),
  ];
  return `${parts.join('\n\n')}\n`;
}

import { escapeHtml } from '../../steps/mail/html.ts';
import { ACCOUNTS, type LocalAccount } from './accounts.ts';
import { ADMINISTRATORS } from './settings.ts';

const STYLE = `
  body { margin: 0; font: 1rem/1.5 Figtree, 'Segoe UI', Helvetica, Arial, sans-serif; }
  main { max-width: 24rem; margin: 0 auto; padding: 3rem 1rem; }
  h1 { margin: 0 0 .5rem; font-size: 1.5rem; line-height: 1.25; }
  p { margin: 0 0 1.5rem; overflow-wrap: anywhere; }
  button { display: block; width: 100%; margin: 0 0 .75rem; padding: .75rem 1rem; font: inherit; text-align: start; color: inherit;
    border: 1px solid color-mix(in srgb, currentColor 30%, transparent); border-radius: .75rem; background: Canvas; cursor: pointer; }
  button:hover { background: color-mix(in srgb, currentColor 7%, transparent); }
  small { display: block; opacity: .75; }
`;

/** Without scripts, and with nothing from elsewhere. */
export const page = (title: string, content: string): string => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <title>${escapeHtml(title)}</title>
    <style>${STYLE}</style>
  </head>
  <body>
    <main>
      <h1>${escapeHtml(title)}</h1>
${content}
    </main>
  </body>
</html>
`;

const choice = ({ id, name, groups }: LocalAccount): string =>
  `<button name="account" value="${id}">${escapeHtml(name)}<small>${groups.includes(ADMINISTRATORS) ? 'administrator' : 'organiser'}</small></button>`;

/** The form is sent to the address of the page. */
export const loginPage = (): string =>
  page(
    'Sign in as',
    `<p>These people are made up, and need no password: this sign-in is for trials on this computer.</p>
<form method="post">${ACCOUNTS.map(choice).join('\n')}</form>`,
  );

/** @param form of the issuer, with the id `op.logoutForm` */
export const logoutPage = (form: string): string =>
  page(
    'Sign out?',
    `${form}<button form="op.logoutForm" name="logout" value="yes" autofocus>Sign out</button>
<button form="op.logoutForm">Stay signed in</button>`,
  );

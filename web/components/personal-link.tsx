import { lazy, type ReactNode, Suspense } from 'react';
import { safeUrl } from '../lib/safe-url.ts';
import type { Role } from '../lib/wire.ts';
import { CopyButton } from './copy-button.tsx';
import { Icon } from './icons.tsx';
import { useOrganiserTexts } from './language.tsx';

const QrCode = lazy(() => import('./qr-code.tsx'));

interface PersonalLinkProps {
  readonly role: Role;
  readonly name: string;
  readonly link: string;
  /** Title of what is shared. */
  readonly title: string;
  /** Further buttons. */
  readonly children?: ReactNode;
}

/** The personal link of one person: as a QR code, to copy, open and share. */
export const PersonalLink = ({ role, name, link, title, children }: PersonalLinkProps) => {
  const texts = useOrganiserTexts();
  const url = safeUrl(link);
  if (url === undefined) return <p className="notice notice-bad">{texts.invalidLink[role]}</p>;
  return (
    <section className="role-link" aria-label={texts.theLink[role]}>
      <h3>
        <bdi>{name}</bdi> <span className="muted">· {texts.role[role]}</span>
      </h3>
      <div className="wide-only">
        <Suspense fallback={<div className="qr" />}>
          <QrCode text={url} label={texts.codeOf[role]} />
        </Suspense>
      </div>
      <input
        readOnly
        dir="ltr"
        value={url}
        aria-label={texts.theLink[role]}
        onFocus={(event) => event.target.select()}
      />
      <div className="buttons">
        <CopyButton text={url} label={texts.copyLink[role]} />
        <a className="button" href={url} target="_blank" rel="noopener noreferrer" aria-label={texts.openLink[role]}>
          <Icon name="open" />
          {texts.open}
        </a>
        {'share' in navigator && (
          <button type="button" aria-label={texts.shareLink[role]} onClick={() => void share(title, url)}>
            <Icon name="share" />
            {texts.share}
          </button>
        )}
        {children}
      </div>
    </section>
  );
};

async function share(title: string, url: string): Promise<void> {
  try {
    await navigator.share({ title, url });
  } catch (error) {
    // The user closed the share dialog.
    if (!(error instanceof DOMException)) throw error;
  }
}

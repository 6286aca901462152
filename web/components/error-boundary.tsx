import { Component, type ReactNode } from 'react';
import { useTexts } from './language.tsx';

interface ErrorBoundaryProps {
  readonly children: ReactNode;
}

/** Replaces a page that failed by a text that says what to do. The key of a personal link survives a reload. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly failed: boolean }> {
  override readonly state = { failed: false };

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true };
  }

  override render(): ReactNode {
    return this.state.failed ? <Failed /> : this.props.children;
  }
}

/** Uses no other component: it may be the one that failed. */
const Failed = () => {
  const texts = useTexts();
  return (
    <main className="shell">
      <div className="column column-narrow">
        <section className="card message" role="alert">
          <h1>{texts.broken}</h1>
          <p>{texts.brokenText}</p>
          <div className="buttons">
            <button type="button" className="primary" onClick={() => location.reload()}>
              {texts.reload}
            </button>
          </div>
        </section>
      </div>
    </main>
  );
};

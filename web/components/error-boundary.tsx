import { Component, type ReactNode } from 'react';

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
const Failed = () => (
  <main className="shell">
    <div className="column column-narrow">
      <section className="card message" role="alert">
        <h1>This page has stopped working</h1>
        <p>
          Reload the page. If that does not help, open your link in another browser, and tell the organiser. The meeting
          itself continues.
        </p>
        <div className="buttons">
          <button type="button" className="primary" onClick={() => location.reload()}>
            Reload the page
          </button>
        </div>
      </section>
    </div>
  </main>
);

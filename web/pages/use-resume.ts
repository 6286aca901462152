import { useEffect } from 'react';

/** Calls the function when the network or the page is back. */
export function useResume(resume: () => void | Promise<void>): void {
  useEffect(() => {
    const resumeIfVisible = (): void => {
      if (document.visibilityState === 'visible') void resume();
    };
    window.addEventListener('online', resumeIfVisible);
    document.addEventListener('visibilitychange', resumeIfVisible);
    return () => {
      window.removeEventListener('online', resumeIfVisible);
      document.removeEventListener('visibilitychange', resumeIfVisible);
    };
  }, [resume]);
}

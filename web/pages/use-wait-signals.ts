import { useEffect, useRef } from 'react';
import { useApp } from '../components/app.tsx';
import { useTexts } from '../components/language.tsx';
import { meetingTitle } from '../components/meeting-head.tsx';
import type { Link } from '../lib/api.ts';
import { playChime } from '../lib/chime.ts';
import type { JoinStage } from '../lib/join-state.ts';

/** Milliseconds of the server's clock between two reports. */
const REPORT_EVERY = 20_000;
/** Milliseconds of real time: a limit for simulated clocks. */
const MIN_INTERVAL = 1_000;

/** Reports that this person waits, so that the other person's page shows it. Not while the meeting is far ahead. */
export function useWaitingReports(link: Link, stage: JoinStage, inside: boolean): void {
  const { api, clock } = useApp();
  const waits = !inside && (stage.kind === 'open' || (stage.kind === 'waiting' && stage.answer.status !== 'SCHEDULED'));
  useEffect(() => {
    if (!waits) return undefined;
    const report = async (): Promise<void> => {
      try {
        await api.presence(link, 'waiting');
      } catch {
        // The next report follows; the state of the meeting is polled apart from it.
      }
    };
    void report();
    const timer = setInterval(() => void report(), Math.max(MIN_INTERVAL, clock.realMillis(REPORT_EVERY)));
    return () => clearInterval(timer);
  }, [api, clock, link, waits]);
}

/** A sound, and a notification if it is allowed and the page is hidden, when the room opens while somebody waits. */
export function useOpeningSignal(link: Link, stage: JoinStage): void {
  const texts = useTexts();
  const before = useRef(stage.kind);
  useEffect(() => {
    const opens = before.current === 'waiting' && stage.kind === 'open';
    before.current = stage.kind;
    if (!opens) return;
    playChime().catch(() => undefined);
    if (document.visibilityState === 'hidden' && 'Notification' in window && Notification.permission === 'granted')
      notify(texts.roomIsOpen, meetingTitle(stage.answer, link.role, texts));
  }, [stage, link.role, texts]);
}

function notify(title: string, body: string): void {
  try {
    const notification = new Notification(title, { body, tag: 'room', icon: './mark.svg' });
    notification.addEventListener('click', () => {
      window.focus();
      notification.close();
    });
  } catch {
    // Browsers on phones allow notifications only in service workers.
  }
}

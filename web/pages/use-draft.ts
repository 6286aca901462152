import { useEffect, useRef, useState } from 'react';
import { useApp, useOrganiserApi } from '../components/app.tsx';
import type { Draft, FormErrors } from '../lib/draft.ts';
import { localParts, ownZone } from '../lib/zones.ts';

/** Milliseconds. */
const HALF_HOUR = 1_800_000;
/** A change of one of a group clears the errors of all: together they make up the meeting time, or the rule. */
const TIME_FIELDS: readonly string[] = ['date', 'time', 'zone'];
const REPEAT_FIELDS: readonly string[] = ['repeat', 'weekdays', 'until', 'count'];
const GROUPS = [TIME_FIELDS, REPEAT_FIELDS];

export type ChangeDraft = (part: Partial<Draft>) => void;

/** The content of the schedule form and its errors. Until somebody chooses a time, the server's clock suggests one. */
export function useDraft() {
  const api = useOrganiserApi();
  const { clock } = useApp();
  const [draft, setDraft] = useState(() => emptyDraft(clock.now()));
  const [errors, setErrors] = useState<FormErrors>({});
  const timeTouched = useRef(false);

  useEffect(() => {
    // The browser's clock may differ from the server's.
    const suggest = (): void => {
      if (!timeTouched.current) setDraft((before) => ({ ...before, ...suggestedTime(clock.now(), before.zone) }));
    };
    const unsubscribe = clock.subscribe(suggest);
    api.health().catch(() => undefined);
    return unsubscribe;
  }, [api, clock]);

  const change: ChangeDraft = (part) => {
    if (part.date !== undefined || part.time !== undefined) timeTouched.current = true;
    // In another zone a suggested time stays the same instant; a chosen time stays the same local time.
    const untouched = part.zone !== undefined && !timeTouched.current;
    const suggested = untouched ? suggestedTime(clock.now(), part.zone) : {};
    // Of the state and not of this render: the clock may have suggested another time since.
    setDraft((before) => ({ ...before, ...part, ...suggested }));
    const fields = Object.keys(part).flatMap((name) => GROUPS.find((group) => group.includes(name)) ?? [name]);
    const cleared = Object.fromEntries(fields.map((name) => [name, undefined]));
    setErrors((before) => ({ ...before, ...cleared, form: undefined }));
  };
  return { draft, change, errors, setErrors };
}

/** The first full or half hour that is at least 30 minutes ahead. */
function suggestedTime(now: number, zone: string): Pick<Draft, 'date' | 'time'> {
  return localParts(Math.ceil((now + HALF_HOUR) / HALF_HOUR) * HALF_HOUR, zone);
}

const emptyDraft = (now: number): Draft => ({
  teacherName: '',
  studentName: '',
  ...suggestedTime(now, ownZone()),
  zone: ownZone(),
  minutes: '60',
  teacherEmail: '',
  studentEmail: '',
  second: false,
});

import { describe, expect, it } from '@jest/globals';
import { type Exploration, judge, type Seen, statesOf } from './judge.ts';

const OPENED = 100_000;
const DECIDED = 150_000;

const state = (at: number, fields: Partial<Seen> = {}): Seen => ({
  at,
  reloaded: false,
  offline: false,
  heading: 'Your meeting with Ben',
  title: 'The room is open · Elephant Meetings',
  button: true,
  violations: [],
  ...fields,
});
const over = (at: number, heading: string): Seen =>
  state(at, { title: 'The meeting is over · Elephant Meetings', heading, button: false });

const waiting = Array.from({ length: 20 }, (_, second) => state(second * 1000, { button: false }));
const sound: Exploration = {
  pages: {
    teacher: [...waiting, state(120_000), over(151_000, 'You ended the meeting')],
    student: [...waiting, state(120_000), over(152_000, 'The teacher ended the meeting')],
    organiser: waiting,
  },
  meeting: { outcome: 'COMPLETED', ended_by: 'teacher' },
  openedAt: OPENED,
  decidedAt: DECIDED,
  down: [],
};
const withStudent = (...states: Seen[]): Exploration => ({
  ...sound,
  pages: { ...sound.pages, student: [...waiting, ...states] },
});

describe('the judge of an exploration', () => {
  it('finds nothing in a sound one', () => {
    expect(judge(sound)).toEqual([]);
  });

  it('finds what Bombadil found', () => {
    const broken = withStudent(state(1, { violations: ['countdownNeverGoesBack'] }));
    expect(judge(broken)).toEqual(['student: countdownNeverGoesBack']);
  });

  it("finds what Bombadil found on the organisers' pages, which tell no outcome to a guest", () => {
    const withOrganiser = (states: readonly Seen[]): Exploration => ({
      ...sound,
      pages: { ...sound.pages, organiser: states },
    });
    expect(judge(withOrganiser([...waiting, over(1, 'Meetings')]))).toEqual([]);
    expect(judge(withOrganiser([...waiting, state(1, { violations: ['meetingNeverGoesBack'] })]))).toEqual([
      'organiser: meetingNeverGoesBack',
    ]);
    expect(judge(withOrganiser([]))).toEqual(['organiser: only 0 states']);
  });

  it('finds people who are told different outcomes, or an outcome before the decision', () => {
    expect(judge(withStudent(over(152_000, 'Nobody joined the meeting')))).toEqual([
      'student: told "Nobody joined the meeting" instead of "The teacher ended the meeting"',
    ]);
    const early = 'told "The teacher ended the meeting" before the end was decided';
    expect(judge(withStudent(over(149_000, 'The teacher ended the meeting')))).toContain(`student: ${early}`);
    expect(judge({ ...sound, decidedAt: undefined })).toContain(`student: ${early}`);
  });

  it('finds a room without a button after ten seconds, unless the runtime was down or the page was loaded', () => {
    const late = state(112_000, { button: false });
    expect(judge(withStudent(late))).toEqual(['student: no button 10 s after the room opened']);
    expect(judge(withStudent(state(109_000, { button: false })))).toEqual([]);
    expect(judge({ ...withStudent(late), down: [{ from: 90_000, to: 95_000 }] })).toEqual([]);
    expect(judge(withStudent(state(104_000, { reloaded: true }), late))).toEqual([]);
    expect(judge(withStudent({ ...late, offline: true }))).toEqual([]);
  });

  it('finds an exploration that explored nothing', () => {
    expect(judge({ ...sound, pages: { ...sound.pages, student: [] } })).toEqual(['student: only 0 states']);
  });

  it('reads a trace whose last line was cut', () => {
    const snapshots = [
      { name: 'title', value: 'Your meeting' },
      { name: 'heading', value: null },
      { name: 'button', value: true },
    ];
    const line = { timestamp: 5_000_000, action: 'Reload', snapshots, violations: [{ name: 'everyPageHasHeading' }] };
    expect(statesOf(`${JSON.stringify(line)}\n{"time`)).toEqual([
      {
        at: 5_000,
        reloaded: true,
        offline: false,
        heading: null,
        title: 'Your meeting',
        button: true,
        violations: ['everyPageHasHeading'],
      },
    ]);
  });
});

import { describe, expect, it } from '@jest/globals';
import { until } from '../../support/until.ts';
import { enter, heading } from '../support/lesson.ts';
import { RuntimeProcess } from '../support/runtime.ts';
import { Visits } from '../support/visits.ts';

const visits = new Visits({ speed: 60, timeout: 60_000 });
const { visit } = visits;

/** Half a minute of waiting, on a busy machine too. */
const TIMEOUT = 180_000;

const outcomeOf = async (id: string): Promise<unknown> => {
  const { status, outcome } = await visits.runtime.meeting(id);
  return [status, outcome];
};

describe('a lesson that is extended', () => {
  it(
    'goes on past its hard end, and ends at the new one',
    async () => {
      const { id, teacher_link, student_link } = await visits.runtime.schedule(0, 5);
      const [teacher, student] = [await visit(teacher_link), await visit(student_link)];
      await enter(student);
      await enter(teacher);
      const { hard_end } = await visits.runtime.meeting(id);
      // Offered ten minutes before the hard end.
      await teacher.getByRole('note').getByText('The room closes at').waitFor({ timeout: 120_000 });
      await teacher.getByRole('button', { name: 'Extend' }).click();
      await teacher.getByRole('button', { name: '15 minutes' }).click();
      await teacher.getByRole('status').getByText('The room closes at').waitFor();
      const extended = await visits.runtime.meeting(id);
      expect(Date.parse(extended.hard_end) - Date.parse(hard_end)).toBe(15 * 60_000);
      await until('the first hard end', 60, async () => (await visits.runtime.now()) > Date.parse(hard_end) + 60_000);
      expect(await outcomeOf(id)).toEqual(['IN_PROGRESS', undefined]);
      await heading(teacher, 'You are in the room');
      await heading(student, 'The meeting reached its time limit');
      await heading(teacher, 'The meeting reached its time limit');
      expect(await outcomeOf(id)).toEqual(['ENDED', 'TIME_LIMIT']);
      const { decided_at = '' } = await visits.runtime.meeting(id);
      expect(Date.parse(decided_at)).toBeGreaterThanOrEqual(Date.parse(extended.hard_end) - 2_000);
    },
    TIMEOUT,
  );
});

describe('when the runtime is killed while people wait', () => {
  it(
    'shows that the connection is lost, and continues when it is back',
    async () => {
      const own = await RuntimeProcess.start('--speed', '30', '--boot', '4m');
      try {
        const { id, teacher_link, student_link } = await own.schedule(12);
        const [teacher, student] = [await visit(teacher_link), await visit(student_link)];
        await student
          .getByText(/^(The room opens at|until )/)
          .first()
          .waitFor();
        await own.kill();
        await student.getByText(/Connection lost/).waitFor();
        expect(
          await student
            .getByText(/^(The room opens at|until )/)
            .first()
            .isVisible(),
        ).toBe(true);
        await own.start();
        await student.getByText(/Connection lost/).waitFor({ state: 'hidden' });
        await enter(student);
        await enter(teacher);

        await own.kill();
        await student.getByText(/Connection lost/).waitFor();
        await own.start();
        await student.getByText(/Connection lost/).waitFor({ state: 'hidden' });
        await heading(student, 'You are in the room');
        await teacher.getByRole('button', { name: 'End for all' }).click();
        await teacher.getByRole('button', { name: 'End meeting' }).click();
        await heading(student, /The teacher (cancelled|ended) the meeting/);
        expect((await own.meeting(id)).outcome).toBeDefined();
      } finally {
        await own.remove();
      }
    },
    TIMEOUT,
  );
});

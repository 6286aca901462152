import { describe, expect, it } from '@jest/globals';
import { collapseRuns } from '../../../web/lib/collapse.ts';
import { pathOf } from '../../../web/lib/execution-path.ts';
import { failedRun, NOW, running } from '../support/fixtures.ts';

const namesOf = (events: typeof running.events, status: typeof running.status): string[] =>
  collapseRuns(pathOf(events, status, NOW).visits).map((item) =>
    'times' in item ? `${item.states.join(', ')} x${item.times}` : item.state,
  );

describe('the list of steps', () => {
  it('joins the polls of a host to one line', () => {
    expect(namesOf(running.events, running.status)).toEqual([
      'Wait until launch',
      'Launch host',
      'Wait for host, Check host, Host ready? x9',
      'Open room',
      'Decide',
      'Continue?',
      'Hold meeting',
    ]);
  });

  it('shows each visit of a run that is short or has a failure', () => {
    expect(namesOf(failedRun.events, failedRun.status).filter((name) => name.includes(' x'))).toEqual([]);
  });

  it('keeps every visit', () => {
    const { visits } = pathOf(running.events, running.status, NOW);
    expect(collapseRuns(visits).flatMap((item) => ('times' in item ? item.visits : [item]))).toEqual(visits);
  });
});

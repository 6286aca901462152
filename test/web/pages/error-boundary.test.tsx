import { expect, it, jest } from '@jest/globals';
import { act, screen } from '@testing-library/react';
import { showPage } from '../../../web/components/show-page.tsx';

const Broken = (): never => {
  throw new RangeError('Invalid time zone specified');
};

it.each([
  ['renders', () => <Broken />],
  ['reads its link, because the browser refuses the storage', Broken],
])('a page that fails when it %s says what to do', async (_when, make) => {
  const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  document.body.innerHTML = '<div id="page"></div>';
  await act(async () => showPage(make));
  expect(screen.getByRole('alert').textContent).toMatch(/Reload the page/);
  expect(screen.getByRole('button', { name: 'Reload the page' })).toBeTruthy();
  expect(logged).toHaveBeenCalled();
  logged.mockRestore();
});

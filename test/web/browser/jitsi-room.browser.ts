import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { newPerson } from '../support/browser.ts';
import { openLink } from '../support/fixtures.ts';
import { mockApi, ROOMS } from '../support/mock.ts';
import { sceneNamed } from '../support/scenes.ts';
import { Stage } from '../support/stage.ts';

const stage = new Stage();

const JITSI_DOMAIN = `k3v9t2m8q5x7r1za.${ROOMS}`;
/** Fake of Jitsi's external API script. */
const JITSI = `
  window.JitsiMeetExternalAPI = class {
    constructor(domain, { roomName, jwt, parentNode, userInfo }) {
      window.jitsi = this;
      this.options = { domain, roomName, jwt, name: userInfo.displayName };
      this.listeners = {};
      parentNode.append(document.createElement('iframe'));
    }
    on(event, listener) { (this.listeners[event] ??= []).push(listener); }
    emit(event) { for (const listener of this.listeners[event] ?? []) listener({}); }
  };
`;

/** Limit for the join page's scripts before a room opens, after gzip. */
const JOIN_PAGE_BYTES = 90_000;

describe('a Jitsi room', () => {
  async function enter(script: string): Promise<{ page: Page; presence: string[] }> {
    const person = await newPerson(stage.browser);
    const page = await person.newPage();
    const presence: string[] = [];
    page.on('request', (request) => {
      if (request.url().endsWith('/presence')) presence.push((request.postDataJSON() as { event: string }).event);
    });
    const room = { kind: 'jitsi', domain: JITSI_DOMAIN, name: 'k3v9t2m8q5x7r1za', jwt: 'a.b.c' } as const;
    await mockApi(page, stage.origin, { join: { open: true, answer: { ...openLink, room } } });
    await page.route(`https://${JITSI_DOMAIN}/external_api.js`, (route) =>
      script === '' ? route.abort() : route.fulfill({ contentType: 'text/javascript', body: script }),
    );
    await page.goto(`${stage.origin}/join?id=k3v9t2m8q5x7r1za&role=teacher&key=K`);
    return { page, presence };
  }

  it('opens in the page, and its events report presence', async () => {
    const { page, presence } = await enter(JITSI);
    await page.locator('.jitsi-frame iframe[title="Video room"]').waitFor({ state: 'attached' });
    expect(await page.evaluate('window.jitsi.options')).toEqual({
      domain: JITSI_DOMAIN,
      roomName: 'k3v9t2m8q5x7r1za',
      jwt: 'a.b.c',
      name: 'Mia Nakamura',
    });
    expect(presence).not.toContain('joined');
    const joined = page.waitForRequest('**/presence');
    await page.evaluate(`window.jitsi.emit('videoConferenceJoined')`);
    await joined;
    const left = page.waitForRequest('**/presence');
    await page.evaluate(`window.jitsi.emit('videoConferenceLeft')`);
    await left;
    await page.getByRole('button', { name: 'Go back to the room' }).click();
    await page.locator('.jitsi-frame').waitFor({ state: 'attached' });
    expect(presence.filter((event) => event !== 'waiting')).toEqual(['joined', 'left']);
    await page.context().close();
  });

  it('is loaded only when it opens, and the scripts before it stay small', async () => {
    const person = await newPerson(stage.browser);
    const page = await person.newPage();
    const scripts: { readonly url: string; readonly size: Promise<number> }[] = [];
    page.on('response', (response) => {
      const url = response.url();
      if (url.endsWith('.js')) scripts.push({ url, size: response.body().then((code) => gzipSync(code).length) });
    });
    await mockApi(page, stage.origin, sceneNamed('join-early').api);
    await page.goto(`${stage.origin}/join?id=k3v9t2m8q5x7r1za&role=teacher&key=K`);
    await page.getByText(/^(The room opens at|until )/).waitFor();
    const sizes = await Promise.all(scripts.map(({ size }) => size));
    expect(scripts.length).toBeGreaterThan(1);
    expect(scripts.filter(({ url }) => url.includes('jitsi'))).toEqual([]);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(JOIN_PAGE_BYTES);
    await person.close();
  });
});

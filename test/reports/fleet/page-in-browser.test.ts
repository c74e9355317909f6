// The page in a real browser, where one is installed: it must fit a phone and paper, whatever the names and messages are.
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { renderPage } from '#reports/fleet/page.ts';
import { temporaryFolder } from '../../core/temporary-folder.ts';
import { findings, reportOf } from './findings-samples.ts';
import { fleetOfAMonth } from './month-of-history.ts';

const hasChromium = spawnSync('chromium', ['--version']).status === 0;
const long = 'a/very/long/name/'.repeat(12);

it('fits wide and narrow screens and paper, light and dark', { timeout: 60_000 }, async ({ skip }) => {
  skip(!hasChromium, 'chromium is not installed');
  using folder = temporaryFolder();
  const file = join(folder.path, 'report.html');
  const awkward = findings({ database: 'd'.repeat(30), failures: [{ part: 'storage', message: long.replaceAll('/', '_'), hint: long }] });
  writeFileSync(file, renderPage(reportOf(...fleetOfAMonth(), awkward)));
  await using browser = await openBrowser(folder.path);
  const { send } = browser;

  const widths: Record<string, unknown> = {};
  for (const [width, scheme] of [[1280, 'light'], [760, 'light'], [390, 'dark'], [320, 'light']] as const) {
    await send('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: false });
    await send('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: scheme }] });
    await send('Page.navigate', { url: `file://${file}` });
    const { result } = await send('Runtime.evaluate', { expression: loaded, awaitPromise: true, returnByValue: true });
    widths[String(width)] = (result as { value: unknown }).value;
  }
  const { data } = await send('Page.printToPDF', { preferCSSPageSize: true });

  expect(widths).toEqual({ 1280: 1280, 760: 760, 390: 390, 320: 320 });
  expect(Buffer.from(String(data), 'base64').toString('latin1')).toMatch(/^%PDF/u);
});

/** How wide the content is, once it is there. */
const loaded = `new Promise((resolve) => {
  const look = () => (document.querySelector('footer') === null ? setTimeout(look, 5) : resolve(document.documentElement.scrollWidth));
  look();
})`;

type Answer = Readonly<Record<string, unknown>>;

interface Browser extends AsyncDisposable {
  readonly send: (method: string, params?: object) => Promise<Answer>;
}

/** One page of a headless Chromium, spoken to through a pipe. */
async function openBrowser(profile: string): Promise<Browser> {
  const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--hide-scrollbars', `--user-data-dir=${profile}/profile`, '--remote-debugging-pipe', 'about:blank'];
  const child: ChildProcess = spawn('chromium', flags, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [input, output] = [child.stdio[3] as Writable, child.stdio[4] as Readable];
  const waiting = new Map<number, (answer: Answer) => void>();
  let [unread, count] = ['', 0];
  output.on('data', (chunk: Buffer) => {
    const messages = (unread + chunk.toString()).split('\0');
    unread = messages.pop() ?? '';
    for (const message of messages.map((text) => JSON.parse(text) as { id?: number; result?: Answer; error?: Answer })) waiting.get(message.id ?? 0)?.(message.result ?? message.error ?? {});
  });
  const call = async (method: string, params: object, sessionId?: unknown): Promise<Answer> => {
    count += 1;
    const answer = new Promise<Answer>((resolve) => waiting.set(count, resolve));
    input.write(`${JSON.stringify({ id: count, method, params, ...(sessionId === undefined ? {} : { sessionId }) })}\0`);
    return await answer;
  };
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  return {
    send: async (method, params = {}) => call(method, params, sessionId),
    [Symbol.asyncDispose]: async () => {
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

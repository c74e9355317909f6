import { expect, it } from 'vitest';
import { sendPing } from '#workflows/notices/ping.ts';
import { recordedLog } from '../../core/recorded-log.ts';
import { openPingService } from './ping-service.ts';

it.each([
  ['/ping/5e-cr3t', 'start', '/ping/5e-cr3t/start'],
  ['/ping/5e-cr3t/', 'fail', '/ping/5e-cr3t/fail'],
  ['/ping/5e-cr3t', 'success', '/ping/5e-cr3t'],
  ['/push?token=5e-cr3t', 'start', '/push/start?token=5e-cr3t'],
  ['', 'success', '/'],
] as const)('a service at %j hears of %s at %j, and nobody else hears its address', async (path, event, expected) => {
  await using service = await openPingService();
  const log = recordedLog();

  await sendPing({ url: service.origin + path, caFile: service.caFile }, event, log);

  expect(service.heard).toEqual([`GET ${expected}`]);
  expect(log.lines).toEqual([{ level: 'debug', message: expect.not.stringContaining('5e-cr3t'), fields: {} }]);
});

it('a service that refuses is asked twice, and then a warning names its host alone', async () => {
  await using service = await openPingService();
  service.answers.push(503, 404);
  const log = recordedLog();

  await sendPing({ url: `${service.origin}/ping/5e-cr3t`, caFile: service.caFile }, 'fail', log);

  expect(service.heard).toHaveLength(2);
  expect(log.lines).toEqual([{ level: 'warn', message: expect.stringMatching(/^127\.0\.0\.1:\d+ could not be told of this run \(pingurl, fail\): it answered 404$/u), fields: {} }]);
});

it.each([
  ['is not there', () => ({ url: 'https://127.0.0.1:9/5e-cr3t', caFile: undefined }), 'the connection was refused'],
  ['has a certificate of a CA nobody knows', (origin: string) => ({ url: `${origin}/5e-cr3t`, caFile: undefined }), 'its certificate was not issued by a trusted CA (pingcacert names the CA of a service of your own)'],
  ['has a CA whose file is not there', (origin: string) => ({ url: `${origin}/5e-cr3t`, caFile: '/nonexistent/ca.pem' }), 'no such file or directory'],
])('a service that %s is a warning', async (_, settings, reason) => {
  await using service = await openPingService();
  const log = recordedLog();

  await sendPing(settings(service.origin), 'success', log);

  expect(log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining(reason) }]);
  expect(log.lines[0]?.message).not.toContain('5e-cr3t');
});

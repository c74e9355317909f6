import { describe, expect, it } from 'vitest';
import type { DatabaseFindings } from '#reports/fleet/findings.ts';
import { renderPage } from '#reports/fleet/page.ts';
import { timeScale } from '#reports/fleet/page/time-scale.ts';
import { ago, findings, now, reportOf, restoreTest, snapshotAt } from './findings-samples.ts';
import { fleetOfAMonth, monthOf } from './month-of-history.ts';

const page = (...databases: readonly DatabaseFindings[]): string => renderPage(reportOf(...databases));
const count = (text: string, part: string): number => text.split(part).length - 1;
/** One section of a page, from its heading to its end. */
const sectionOf = (database: string, text: string): string => text.split('<section class="database"').find((section) => section.includes(`<h2 class="name">${database} `)) ?? '';

describe('the page of a report', () => {
  it('begins with the verdict on all, worst first', () => {
    const text = page(...fleetOfAMonth());

    expect(text).toContain('3 of 7 databases are not safe now');
    expect([...text.matchAll(/<th scope="row"><a href="#(db-[0-9a-f]+)">([^<]+)<\/a>/gu)].map(([, , name]) => name)).toEqual(['hr', 'sales', 'test&lt;1&gt;', 'billing', 'dwh', 'crm', 'orcl']);
  });

  it.each([
    [[findings()], 'All is well'],
    [[findings({ restoreTests: [] })], 'No alarm, but 1 of 1 database needs a look'],
    [[findings(), findings({ database: 'b', redoEnd: undefined })], 'Nobody can say whether 1 of 2 databases is safe'],
  ])('says in one sentence how things are: %#', (databases, sentence) => {
    expect(page(...databases)).toContain(`<span>${sentence}</span></h1>`);
  });

  it('leads from every database of the table to its section', () => {
    const text = page(...fleetOfAMonth());

    const wanted = [...text.matchAll(/href="#([^"]+)"/gu)].map(([, id]) => id);
    expect(wanted).toHaveLength(7);
    expect(wanted.filter((id) => !text.includes(`id="${id ?? ''}"`))).toEqual([]);
  });

  it('escapes whatever comes from outside', () => {
    const evil = '<script>alert("1")</script>\'&';
    const text = page(
      findings({
        database: evil,
        failures: [{ part: 'storage', message: evil, hint: evil }],
        snapshots: [snapshotAt(ago({ hours: 4 }), { id: evil })],
        window: { from: ago({ days: 2 }), until: ago({ hours: 4 }), gaps: [{ from: ago({ days: 1 }), until: ago({ hours: 20 }), why: 'lost', reason: evil }] },
        restoreTests: [restoreTest(ago({ hours: 3 }), { hasPassed: false, failure: evil })],
        backupJob: { scheduled: { name: evil, state: evil, runCount: 1, failureCount: 0 }, lastRun: { startedAt: ago({ hours: 4 }), finishedAt: undefined, outcome: 'failed', message: evil }, lastSuccess: undefined, lastFailure: undefined },
      }),
    );

    expect(text).not.toContain('<script');
    expect(text).not.toContain('alert("1")');
    expect(count(text, '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;')).toBeGreaterThan(10);
  });

  it('loads nothing from elsewhere, and runs nothing', () => {
    const text = page(...fleetOfAMonth());

    expect(text).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(text).not.toMatch(/<script|<link|<img|<iframe|https?:|url\(|@import|\son\w+=/u);
  });

  it('closes what it opens', () => {
    const open: string[] = [];
    for (const [, end, name = '', attributes = ''] of page(...fleetOfAMonth()).replace(/^<!DOCTYPE html>/u, '').matchAll(/<(\/?)([a-zA-Z][\w]*)((?:"[^"]*"|[^">])*)>/gu)) {
      if (['meta', 'br'].includes(name) || attributes.endsWith('/')) continue;
      if (end === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }

    expect(open).toEqual([]);
  });

  it('draws every snapshot, restore test, refresh and gap that its time axis reaches', () => {
    const section = sectionOf('sales', page(...fleetOfAMonth()));

    expect(count(section, 'class="snap"')).toBe(31);
    expect(count(section.split('</svg>\n</div>')[0] ?? '', 'class="dot"')).toBe(29);
    expect(count(section, 'class="cross"')).toBe(2);
    expect(count(section, 'class="ring"')).toBe(4);
    expect(count(section, 'class="refresh"')).toBe(30);
    expect(section).toContain('<title>Not restorable for 1 d 5 h, from 2026-11-03 21:00 UTC to 2026-11-05 02:00 UTC: an archived log was lost</title>');
    expect(section).toMatch(/aria-label="Timeline of sales since [^"]+: restorable until 2026-11-21 02:00 UTC, 1 gap; 31 snapshots; 31 restore tests, 2 failed"/u);
  });

  it('tells of a database nobody knows anything of, without pictures of nothing', () => {
    const section = sectionOf('new', page(findings({ database: 'new', snapshots: [], window: undefined, restoreTests: [], redoEnd: undefined })));

    expect(section).not.toContain('<figure>');
    expect(section).not.toMatch(/NaN|undefined|Infinity/u);
    expect(page(...fleetOfAMonth())).not.toMatch(/NaN|undefined|Infinity/u);
  });
});

describe('the time axis', () => {
  it('reaches five weeks back at most, and ends now', () => {
    const scale = timeScale(reportOf(monthOf('orcl', { days: 90, gigabytes: 1 })));

    expect(scale.start.toISODate()).toBe('2026-10-17');
    expect([scale.place(ago({ days: 60 })), scale.place(ago({ days: 17, hours: 12 })), scale.place(now)]).toEqual([0, 50, 100]);
    expect(scale.ticks.map(({ label }) => label)).toEqual(['Oct 22', 'Oct 29', 'Nov 5', 'Nov 12', 'Nov 19']);
  });

  it('begins with the oldest thing there is, and shows a day at least', () => {
    expect(timeScale(reportOf(findings())).start.toISO()).toBe('2026-11-19T01:28:12.000Z');
    expect(timeScale(reportOf(findings({ snapshots: [], window: undefined, restoreTests: [] }))).ticks.map(({ label }) => label)).toEqual(['06:00', '12:00', '18:00', '00:00', '06:00']);
  });
});

import { expect, it } from 'vitest';
import { shownSections } from '#core/config/shown-sections.ts';
import { configurationOf } from './sample-text.ts';

it.each([
  ['password: hunter2', { password: '***' }],
  ['zfspassword: hunter2', { zfspassword: '***' }],
  ['password:', { password: '' }],
  ['catalog: rman/hunter2@rman', { catalog: 'rman/***@rman' }],
  ['catalog: rman/hunt@er2@rman', { catalog: 'rman/***@rman' }],
  ['rmancatalog: rman/hunter2', { rmancatalog: 'rman/***' }],
  ['catalog: /@rman', { catalog: '/@rman' }],
  ['autorestorecatalog: user@tns', { autorestorecatalog: 'user@tns' }],
  ['autorestorecatalog: sqlite:/var/lib/icb@home/r.db', { autorestorecatalog: 'sqlite:/var/lib/icb@home/r.db' }],
  ['url: https://u:hunter2@zfssa:215/x', { url: 'https://u:***@zfssa:215/x' }],
  ['url: https://u:hunt#er2@zfssa:215', { url: 'https://u:***@zfssa:215' }],
  ['url: https://u:hunt/er@2@zfssa:215', { url: 'https://u:***@zfssa:215' }],
  ['url: https://hunter2@zfssa:215', { url: 'https://***@zfssa:215' }],
  ['url: u:hunt/er2@zfssa:215', { url: 'u:***@zfssa:215' }],
  ['primarytns: sys/hunter2@orcl', { primarytns: 'sys/***@orcl' }],
  ['primarytns: sys/"hunt er2"@orcl', { primarytns: 'sys/***@orcl' }],
  ['mountcommand: mount -o login=sys/hunter2@filer', { mountcommand: 'mount -o login=sys/***@filer' }],
  ["q: select to_char(a/2, 'hh24:mi') from t@link", { q: "select to_char(a/2, 'hh24:mi') from t@link" }],
  ['templatedir: /u01/a@b/c', { templatedir: '/u01/a@b/c' }],
  ['pingurl: https://hc.example/ping/5e-cr3t', { pingurl: 'https://hc.example/***' }],
  ['autorestorepingurl: https://hc.example/ping?key=5', { autorestorepingurl: 'https://hc.example/***' }],
  ['pingurl: https://hc.example?key=5', { pingurl: '***' }],
  ['pingurl: 5e-cr3t', { pingurl: '***' }],
  ['url: https://zfssa:215', { url: 'https://zfssa:215' }],
  ['password: hunter2\nnote: it is %(password)s, 100%%', { password: '***', note: 'it is ***, 100%' }],
  ['u: rman\np: hunter2\ncatalog: %(u)s/%(p)s@rman\nc: %(catalog)s', { u: 'rman', p: 'hunter2', catalog: 'rman/***@rman', c: 'rman/***@rman' }],
  ['catalog: 100%%/hunter2@rman', { catalog: '100%/***@rman' }],
  ['password: hunter%%2\nname: %(__name__)s', { password: '***', name: 'orcl' }],
])('shows %j without its secrets', (lines, expected) => {
  const shown = shownSections(configurationOf(`[orcl]\n${lines}\n`));

  expect(shown).toEqual({ orcl: expected });
});

it('hides secrets of [DEFAULT] in every section', () => {
  const shown = shownSections(configurationOf('[DEFAULT]\ntoken: hunter2\n[a]\nx: %(token)s\n[b]\n'));

  expect(shown).toEqual({ a: { token: '***', x: '***' }, b: { token: '***' } });
});

it('still finds the mistakes inside secrets, and does not show them', () => {
  const configuration = configurationOf('[a]\npassword: 100%hunter2\n');

  expect(() => shownSections(configuration)).toThrow('password in [a]: % must be followed by (name)s, or be written %%');
  expect(() => shownSections(configuration)).not.toThrow('hunter2');
});

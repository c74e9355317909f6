import { describe, expect, it } from 'vitest';
import { childOf, childrenOf, escapeXml, parseXml, textOf } from '#storage/ontap/zapi/xml.ts';

const prolog = "<?xml version='1.0' encoding='UTF-8' ?>\n<!DOCTYPE netapp SYSTEM 'file:/etc/netapp_gx.dtd'>\n";

describe('XML of a filer', () => {
  it('is read whatever its quotes, its white space, the order of its attributes', () => {
    const root = parseXml(`${prolog}<netapp xmlns='http://www.netapp.com/filer/admin'\n version="1.160" >\n<!-- made - by hand -->\n<results  reason='a "b" &amp; c' status="failed"\terrno='13024' />\n</netapp >\n`);

    expect(root.name).toBe('netapp');
    expect(root.attributes).toEqual(new Map([['xmlns', 'http://www.netapp.com/filer/admin'], ['version', '1.160']]));
    expect(childOf(root, 'results')?.attributes).toEqual(new Map([['reason', 'a "b" & c'], ['status', 'failed'], ['errno', '13024']]));
  });

  it('keeps values as text, and lists of one as lists', () => {
    const root = parseXml('<r><list><item><size>007</size></item></list><none/><blank>  </blank></r>');

    expect(childrenOf(childOf(root, 'list'), 'item').map((item) => textOf(item, 'size'))).toEqual(['007']);
    expect([textOf(root, 'none'), textOf(root, 'blank'), textOf(root, 'absent', 'far')]).toEqual([undefined, undefined, undefined]);
    expect(childrenOf(childOf(root, 'absent'), 'item')).toEqual([]);
  });

  it.each([
    ['&lt;a&gt; &amp;&quot;&apos;', `<a> &"'`],
    ['&#65;&#x42;&#x1F600;', 'AB\u{1F600}'],
    ['<![CDATA[<raw> & ]] raw]]>', '<raw> & ]] raw'],
    // Filers put what a command printed into their answers as it is.
    ['a\u0008b', 'a\u0008b'],
    ['&amp;lt;', '&lt;'],
  ])('gives %j as %j', (written, read) => {
    expect(parseXml(`<r>${written}</r>`).text).toBe(read);
  });

  it.each(['<a>&"\'', 'line\nbreak', 'tab\tand \u0001', 'ü'])('comes back as it was escaped: %j', (text) => {
    expect(parseXml(`<r a="${escapeXml(text)}">${escapeXml(text)}</r>`)).toMatchObject({ text, attributes: new Map([['a', text]]) });
  });

  it.each([
    ['', 'it is not one XML element'],
    ['   ', 'it is not one XML element'],
    ['nothing', 'it is not one XML element'],
    ['<html><body><p>Not found<br></body></html>', 'the end of body stands where that of br should'],
    [`${prolog}<netapp><results status="passed"><attributes-list><snapsh`, 'there is something at character 141 that is no XML, or not allowed in it'],
    ['<netapp><results status="passed">', 'it ends inside the element results'],
    ['<a/><b/>', 'it is not one XML element'],
    ['<a/>text', 'it is not one XML element'],
    ['</a>', 'the end of a stands where that of nothing should'],
    ['<a b="1" b="2"/>', 'the element a has two attributes b'],
    ['<a b=1/>', 'there is something at character 0 that is no XML, or not allowed in it'],
    ['<a><?php evil ?></a>', 'there is something at character 3 that is no XML, or not allowed in it'],
    ['<a><!DOCTYPE b></a>', 'there is something at character 3 that is no XML, or not allowed in it'],
    ['<a>&nbsp;</a>', 'there is no entity &nbsp;'],
    ['<a>& b</a>', 'there is no entity &'],
    ['<a>&constructor;</a>', 'there is no entity &constructor;'],
    ['<a>&#x110000;</a>', 'there is no entity &#x110000;'],
  ])('is refused when it is %j', (document, message) => {
    expect(() => parseXml(document)).toThrow(message);
  });

  it.each([
    `<!DOCTYPE netapp [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><netapp>&b;</netapp>`,
    `<!DOCTYPE netapp SYSTEM 'file:/etc/passwd' [<!ENTITY a SYSTEM "file:/etc/passwd">]><netapp>&a;</netapp>`,
  ])('declares no entities: %s', (document) => {
    expect(() => parseXml(document)).toThrow('there is something at character 0 that is no XML');
  });

  it.each([
    ['comments', `<a>${'<!--'.repeat(50_000)}`],
    ['white space', `<a ${' '.repeat(200_000)}!`],
    ['attributes', `<a ${'b="" '.repeat(50_000)}!`],
    ['document types', `<!DOCTYPE a ${'"" '.repeat(50_000)}`],
    ['ampersands', `<a>${'&'.repeat(200_000)}</a>`],
    ['literals', `<a>${'<![CDATA['.repeat(50_000)}`],
  ])('is refused in no time when it is nothing but %s', (_, document) => {
    const before = performance.now();

    expect(() => parseXml(document)).toThrow();

    expect(performance.now() - before).toBeLessThan(1000);
  });

  it('may be nested deeper than any stack', () => {
    const depth = 20_000;

    expect(parseXml(`${'<a>'.repeat(depth)}${'</a>'.repeat(depth)}`).name).toBe('a');
  });
});

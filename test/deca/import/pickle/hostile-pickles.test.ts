import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../../../src/deca/import/read-checkpoint.ts';
import { readFlame } from '../../../../src/deca/import/read-flame.ts';
import { file, flame, raw, read, refuse } from '../../../helpers/deca/hostile-model.ts';
import { tensor, zipCheckpoint } from '../../../helpers/deca/model-files.ts';
import * as p from '../../../helpers/deca/pickle-writer.ts';

describe('pickles that would run something are refused by its name', () => {
  it.each([
    ['REDUCE', p.pickle(p.call(p.global('subprocess', 'check_output'), p.text('id'))), /subprocess\.check_output/],
    [
      'STACK_GLOBAL',
      p.pickle(Buffer.concat([p.text('nt'), p.text('system'), raw('\x93(X\x01\0\0\0atR')])),
      /nt\.system/,
    ],
    ['NEWOBJ', raw('csocket\nsocket\n)\x81.'), /socket\.socket/],
    ['NEWOBJ_EX', raw('\x80\x04cposix\nexecv\n)}\x92.'), /posix\.execv.*NEWOBJ_EX/],
    ['INST', raw("(S'a'\nishutil\nrmtree\n."), /shutil\.rmtree.*INST/],
    ['OBJ', raw('(cos\nremove\nN' + 'o.'), /os\.remove.*OBJ/],
    ['a class of chumpy that is a function', p.pickle(p.call(p.global('chumpy.utils', 'exec'))), /chumpy\.utils\.exec/],
    ['EXT2', raw('\x80\x02\x83\x01\x00.'), /registry of another machine/],
    ['PERSID', raw('Pevil\n.'), /persistent id "evil"/],
    ['NEXT_BUFFER', raw('\x80\x05\x97.'), /NEXT_BUFFER/],
    ['a name that steers the terminal', p.pickle(p.call(p.global('a', '\x1b[2Jb'))), /function a\.\?\[2Jb,/],
  ])('%s', (_, bytes, received) => {
    refuse(() => read(bytes), received);
  });

  it('and attributes reach no prototype', () => {
    const polluted = p.object(p.global('chumpy.ch', 'Ch'), p.named({ __proto__: p.none, x: p.int(2) }));
    const state = p.dict([[p.text('__proto__'), p.named({ mine: p.int(1) })]]);
    read(p.pickle(p.list(polluted, p.object(p.global('chumpy.ch', 'Ch'), state))));
    expect('mine' in {}).toBe(false);
  });
});

describe('pickles cost no more than their size allows', () => {
  /** Lists in lists by reference: 2^levels leaves. */
  const laughs = (levels: number): p.Pickled => {
    let value = p.put(0, p.list(p.text('ha'), p.text('ha')));
    for (let k = 1; k <= levels; k++) value = p.put(k, p.list(value, p.get(k - 1)));
    return value;
  };

  it('where they name one thing 2^50 times, as key, name, shape or attribute', () => {
    const key = p.dict([[laughs(50), p.none]]);
    refuse(() => readFlame(file(p.pickle(key))), /must have v_template; received a list/);
    refuse(() => flame({ v_template: p.ndarray('f8', [], new Uint8Array(8)), f: laughs(50) }), /v_template must be/);
    refuse(() => read(p.pickle(p.call(p.global('numpy', 'dtype'), laughs(50)))), /type without its name/);
    refuse(
      () => read(p.pickle(p.object(p.global('chumpy.ch', 'Ch'), p.dict([[laughs(50), p.none]])))),
      /an attribute named by a list/,
    );
  });

  it('where a dictionary of tensors is named over and over', () => {
    let value = p.put(0, p.named({ t: tensor({ count: 1, shape: [1], strides: [1] }) }));
    for (let k = 1; k < 8; k++)
      value = p.put(
        k,
        p.named({ first: value, ...Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`k${i}`, p.get(k - 1)])) }),
      );
    refuse(() => readCheckpoint(file(zipCheckpoint(value, { 0: new Uint8Array(4) }))), /at most \d+ (entries|bytes)/);
  });

  it('where a dictionary holds itself', () => {
    const self = Buffer.concat([raw('}q\x00'), p.text('a'), raw('h\x00s')]);
    refuse(() => readCheckpoint(file(zipCheckpoint(self, {}))), /one that holds itself/);
    const wraps = Buffer.concat([raw('cchumpy.ch\nCh\n)\x81q\x00'), p.named({ a: p.get(0) }), raw('b')]);
    refuse(() => flame({ v_template: wraps }), /wraps another more than 8 times/);
  });

  it('where one long text is turned into bytes again and again, or one dictionary given to an object', () => {
    const long = p.put(1, p.text('a'.repeat(500_000)));
    const turn = Buffer.concat([p.get(2), p.get(1), raw('U\x06latin1\x86R0')]);
    const turns = Buffer.concat(Array.from({ length: 20_000 }, () => turn));
    refuse(
      () => read(Buffer.concat([long, p.put(2, p.global('_codecs', 'encode')), turns, raw('.')])),
      /bytes of memory/,
    );
    const many = p.put(1, p.named(Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, p.none]))));
    const builds = raw('h\x01b'.repeat(50_000));
    refuse(() => read(Buffer.concat([many, raw('cchumpy.ch\nCh\n)\x81'), builds, raw('.')])), /entries/);
  });

  it('where they are instructions without end, and memory stays small', () => {
    const before = process.memoryUsage().rss;
    refuse(() => read(Buffer.alloc(4_000_000, '}')), /instructions/);
    expect(process.memoryUsage().rss - before).toBeLessThan(400 * 2 ** 20);
  });

  it('and hold long lists and numbers of few bytes alone', () => {
    const items = Array.from({ length: 150_000 }, (_, i) => p.int(i));
    expect(read(Buffer.concat([raw(']('), ...items, raw('e.')]))).toHaveLength(150_000);
    refuse(() => read(Buffer.concat([raw('\x8b\x00\x00\x01\x00'), Buffer.alloc(65_536, 7), raw('.')])), /65536 bytes/);
    refuse(() => read(raw(`L${'9'.repeat(100_000)}L\n.`)), /100000 digits/);
    for (const [text, what] of [
      ['L12x\n.', '12x'],
      ['I0x10\n.', '0x10'],
      ['Fone\n.', 'one'],
      ['gx\n.', 'x'],
      ['Sopen\n.', 'quotes'],
      ['V\\Uffffffff\n.', '0xffffffff'],
      ['V\\U00110000\n.', '0x110000'],
    ])
      refuse(() => read(raw(text)), new RegExp(what));
  });
});

it('pickles hold characters beyond the first plane', () => {
  expect(read(raw('V\\U0001F600\\u00E9\n.'))).toBe('\u{1f600}é');
});

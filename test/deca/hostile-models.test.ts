import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { numbersOf } from '../../src/deca/import/array-numbers.ts';
import { denseArray } from '../../src/deca/import/dense-array.ts';
import { NdArray } from '../../src/deca/import/pickle/pickle-values.ts';
import { readPickle } from '../../src/deca/import/pickle/read-pickle.ts';
import { readCheckpoint } from '../../src/deca/import/read-checkpoint.ts';
import { readFlame } from '../../src/deca/import/read-flame.ts';
import { readLandmarkEmbedding } from '../../src/deca/import/read-landmark-embedding.ts';
import { AsmFitError } from '../../src/errors.ts';
import { embeddingFile, flameEntries, legacyCheckpoint, npyFile, type SavedTensor, tensor, zipCheckpoint, zipFile } from '../helpers/model-files.ts';
import * as p from '../helpers/pickle-writer.ts';
import { temporaryFolder } from '../helpers/run-cli.ts';

const folder = temporaryFolder();
let files = 0;

function file(bytes: Uint8Array): string {
  const path = join(folder, `${++files}.bin`);
  writeFileSync(path, bytes);
  return path;
}

/** Reading must end soon, in an input error that says what was received. */
function refuse(work: () => unknown, received: RegExp): void {
  // Processor time: other work on the machine is no fault of the reader's.
  const start = process.cpuUsage();
  let thrown: unknown;
  try {
    work();
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(AsmFitError);
  expect((thrown as AsmFitError).kind).toBe('input');
  expect((thrown as AsmFitError).message).toMatch(received);
  expect((thrown as AsmFitError).message.length).toBeLessThan(1000);
  const { user, system } = process.cpuUsage(start);
  expect((user + system) / 1000).toBeLessThan(2000);
}

const raw = (bytes: string): Uint8Array => Buffer.from(bytes, 'latin1');
const read = (bytes: Uint8Array) => readPickle(bytes, 'x.pkl').value;
const flame = (changes: Record<string, p.Pickled>) =>
  readFlame(file(p.pickle(p.named({ ...flameEntries(), ...changes }))));

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

describe('arrays are read right or refused', () => {
  const array = (pickled: p.Pickled): number[] => {
    const value = read(p.pickle(pickled));
    expect(value).toBeInstanceOf(NdArray);
    return Array.from(numbersOf(value as NdArray));
  };

  it.each([
    ['f2', '<', [0x00, 0x3c, 0x00, 0xc1, 0xff, 0x7b], [1, -2.5, 65504]],
    ['f2', '>', [0x3c, 0x00, 0xc1, 0x00, 0x7b, 0xff], [1, -2.5, 65504]],
    ['f4', '>', [0x3f, 0xc0, 0, 0], [1.5]],
    ['i2', '>', [0xff, 0xfe], [-2]],
    ['u8', '<', [1, 0, 0, 0, 1, 0, 0, 0], [2 ** 32 + 1]],
    ['b1', '|', [1, 0], [1, 0]],
  ] as const)('of type %s, order %s', (code, order, data, expected) => {
    expect(array(p.ndarray(code, [expected.length], Uint8Array.from(data), { order }))).toEqual(expected);
  });

  it('in column order', () => {
    const data = new Uint8Array(Float64Array.of(1, 2, 3, 4, 5, 6).buffer);
    expect(array(p.ndarray('f8', [2, 3], data, { fortran: true }))).toEqual([1, 3, 5, 2, 4, 6]);
  });

  it.each([
    ['f16', 48, /long doubles \(type f16\)/],
    ['f12', 36, /long doubles/],
    ['c16', 48, /complex numbers/],
    ['c8', 24, /complex numbers/],
    ['U3', 36, /texts/],
    ['V8', 24, /records/],
    ['M8', 24, /values of type M8/],
    ['f3', 9, /values of type f3/],
    ['toString', 3, /values of type toString/],
    ['f8', 23, /3 numbers of type f8 in 23 bytes/],
  ])('of type %s in %i bytes they are refused', (code, length, received) => {
    refuse(() => flame({ v_template: p.ndarray(code, [1, 3], new Uint8Array(length)) }), received);
  });

  it.each([
    [[-1, 3], /an array of size of -1/],
    [[2 ** 31, 2 ** 31, 2 ** 31], /v_template must be any/],
    [[1, 1, 1, 1, 1, 1, 1, 1, 1], /no short list/],
    [[], /a single number/],
  ])('of shape %j they are refused', (shape, received) => {
    refuse(() => flame({ v_template: p.ndarray('f8', shape, new Uint8Array(8)) }), received);
  });
});

describe('sparse matrices whose places lie are refused', () => {
  const entries = (changes: Record<string, p.Pickled>) => ({
    _shape: p.tuple(p.int(2), p.int(3)),
    data: p.numbers([2], Float64Array.of(5, 7)),
    indices: p.numbers([2], Int32Array.of(1, 0)),
    indptr: p.numbers([3], Int32Array.of(0, 1, 2)),
    ...changes,
  });
  const dense = (kind: string, changes: Record<string, p.Pickled>) =>
    denseArray(read(p.pickle(p.object(p.global('scipy.sparse', kind), p.named(entries(changes))))), () => {});

  it('where whole ones are filled in', () => {
    expect(Array.from(dense('csr_matrix', {}).values)).toEqual([0, 5, 0, 7, 0, 0]);
    const columns = p.numbers([4], Int32Array.of(0, 1, 1, 2));
    expect(Array.from(dense('csc_matrix', { indptr: columns }).values)).toEqual([0, 0, 7, 5, 0, 0]);
    const [row, col] = [p.numbers([2], Int32Array.of(1, 1)), p.numbers([2], Int32Array.of(2, 2))];
    expect(Array.from(dense('coo_matrix', { row, col }).values)).toEqual([0, 0, 0, 0, 0, 12]);
    expect(Array.from(dense('coo_array', { coords: p.tuple(row, col) }).values)).toEqual([0, 0, 0, 0, 0, 12]);
  });

  it.each([
    ['csr_matrix', { indptr: p.numbers([3], Float64Array.of(0, 1, 1e14)) }, /100000000000000 entries/],
    ['csr_matrix', { indptr: p.numbers([3], Int32Array.of(0, 2, 1)) }, /do not rise/],
    ['csr_matrix', { indptr: p.numbers([3], Int32Array.of(-4, 1, 2)) }, /do not rise/],
    ['csr_matrix', { indptr: p.numbers([3], Float64Array.of(0, Number.NaN, 2)) }, /do not rise/],
    ['csr_matrix', { indptr: p.numbers([2], Int32Array.of(0, 2)) }, /in 2 steps/],
    ['csr_matrix', { indices: p.numbers([2], Int32Array.of(1, 3)) }, /an entry at 1, 3/],
    ['csr_matrix', { indices: p.numbers([2], Int32Array.of(-1, 0)) }, /an entry at 0, -1/],
    ['csr_matrix', { indices: p.numbers([1], Int32Array.of(1)) }, /1 places and 2 values/],
    ['csr_matrix', { _shape: p.tuple(p.int(-2), p.int(-3)) }, /size of -2/],
    ['coo_matrix', { row: p.numbers([1], Int32Array.of(0)), col: p.numbers([2], Int32Array.of(0, 0)) }, /1 rows/],
    ['dok_matrix', {}, /dok_matrix, which is not on the list/],
  ])('%s %#', (kind, changes, received) => {
    expect(() => dense(kind, changes)).toThrow(received);
  });

  it('before any memory is taken for their shape', () => {
    const huge = p.object(
      p.global('scipy.sparse', 'csr_matrix'),
      p.named(entries({ _shape: p.tuple(p.int(2 ** 40), p.int(2 ** 40)) })),
    );
    refuse(() => flame({ J_regressor: huge }), /J_regressor must be 3 x 6; received 1099511627776 x/);
  });
});

describe('FLAME', () => {
  it('is read from a whole pickle', () => {
    const model = flame({});
    expect([model.vertexCount, model.jointCount, model.shapeCount]).toEqual([6, 3, 4]);
    expect(Array.from(model.parents)).toEqual([-1, 0, 1]);
    expect(model.jointRegressor[1 * 6 + 4]).toBe(model.template[4]);
  });

  it.each([
    [
      'a joint that is its own parent',
      { kintree_table: p.numbers([2, 3], Uint32Array.of(2 ** 32 - 1, 1, 1, 0, 1, 2)) },
      /joint 1 .* received 1/,
    ],
    ['half a vertex', { f: p.numbers([1, 3], Float64Array.of(0, 1, 1.5)) }, /below 6/],
    ['NaN', { weights: p.numbers([6, 3], new Float64Array(18).fill(Number.NaN)) }, /weights must hold finite/],
    ['no joints', { kintree_table: p.numbers([2, 0], Uint32Array.of()) }, /kintree_table must be 2 x any/],
    ['a text', { shapedirs: p.text('shapes') }, /shapedirs must be an array of numbers; received "shapes"/],
  ])('with %s is refused', (_, changes, received) => {
    refuse(() => flame(changes), received);
  });
});

describe('checkpoints', () => {
  const one = (saved: SavedTensor, content: Uint8Array) =>
    readCheckpoint(file(zipCheckpoint(p.named({ w: tensor(saved) }), { 0: content })));
  const four = new Uint8Array(Float32Array.of(1, 2, 3, 4).buffer);

  it.each([
    ['FloatStorage', four, 4],
    ['BFloat16Storage', Uint8Array.of(0x80, 0x3f, 0, 0x40, 0x40, 0x40, 0x80, 0x40), 4],
    ['ByteStorage', Uint8Array.of(1, 2, 3, 4), 4],
    ['ShortStorage', Uint8Array.of(1, 0, 2, 0, 3, 0, 4, 0), 4],
  ])('hold %s', (kind, content, count) => {
    const transposed = { kind, count, shape: [2, 2], strides: [1, 2] };
    expect(Array.from(one(transposed, content).get('w')?.values ?? [])).toEqual([1, 3, 2, 4]);
    const root = p.named({ w: tensor(transposed) });
    const legacy = readCheckpoint(file(legacyCheckpoint(root, { 0: { content, count } })));
    expect(Array.from(legacy.get('w')?.values ?? [])).toEqual([1, 3, 2, 4]);
    const packed = readCheckpoint(file(zipCheckpoint(root, { 0: content }, true)));
    expect(Array.from(packed.get('w')?.values ?? [])).toEqual([1, 3, 2, 4]);
  });

  it.each([
    ['a negative size', { shape: [-3], strides: [1] }, /size of -3/],
    ['a negative stride', { shape: [3], strides: [-1], offset: 3 }, /stride of -1/],
    ['a negative offset', { shape: [1], strides: [1], offset: -1 }, /offset of -1/],
    ['a size of 2^62', { shape: [2 ** 31, 2 ** 31], strides: [1, 1] }, /must lie within its storage/],
    ['an expansion', { shape: [7e8], strides: [0] }, /700000000 numbers at 0 with strides 0 of 4/],
    ['overlaps that multiply', { shape: [3, 3, 2, 2], strides: [1, 0, 0, 0] }, /3 x 3 x 2 x 2 numbers/],
    ['an end beyond', { shape: [2, 2], strides: [2, 2] }, /2 x 2 numbers at 0 with strides 2, 2 of 4/],
    ['fewer strides than sizes', { shape: [2, 2], strides: [1] }, /2 sizes and 1 strides/],
    ['a storage that lies', { count: 400, shape: [20, 20], strides: [20, 1] }, /400 numbers in 16 bytes/],
    [
      'complex numbers',
      { kind: 'ComplexFloatStorage', count: 2, shape: [2], strides: [1] },
      /real numbers; received Complex/,
    ],
    ['no storage', { key: '9', shape: [4], strides: [1] }, /storage 9 must be there/],
  ] as const)('whose tensor has %s are refused', (_, saved, received) => {
    refuse(() => one({ count: 4, ...saved }, four), received);
  });

  it('that unpack to more than they say, or a thousandfold, are refused', () => {
    const bomb = { name: 'm/data/0', content: new Uint8Array(32 * 2 ** 20), deflated: true };
    const root = p.pickle(p.named({ w: tensor({ count: 8 * 2 ** 20, shape: [8 * 2 ** 20], strides: [1] }) }));
    refuse(() => readCheckpoint(file(zipFile([{ name: 'm/data.pkl', content: root }, bomb]))), /33554432 bytes packed/);
    for (const size of [0, 1, 200]) {
      const lying = { name: 'm/data.pkl', content: root, deflated: true, lies: { size } };
      refuse(() => readCheckpoint(file(zipFile([lying]))), /does not unpack to its/);
    }
    const broken = zipFile([{ name: 'm/data.pkl', content: root, deflated: true }]);
    broken.fill(0xff, 45, 60);
    refuse(() => readCheckpoint(file(broken)), /does not unpack/);
  });

  it('with two files of one name, wrong checksums or sizes are refused', () => {
    const data = { name: 'm/data.pkl', content: p.pickle(p.none) };
    refuse(() => readCheckpoint(file(zipFile([data, data]))), /two files named m\/data\.pkl/);
    refuse(() => readCheckpoint(file(zipFile([data, { ...data, name: 'n/data.pkl' }]))), /received 2 of them/);
    refuse(() => readCheckpoint(file(zipFile([{ ...data, lies: { checksum: 5 } }]))), /another checksum/);
    refuse(() => readCheckpoint(file(zipFile([{ ...data, lies: { size: 2 ** 30, packed: 2 ** 30 } }]))), /cut off/);
    const far = zipFile([data]);
    far.writeUInt32LE(0xfffffff0, far.length - 6);
    refuse(() => readCheckpoint(file(far)), /directory outside/);
    far.writeUInt32LE(0xffffffff, far.length - 6);
    refuse(() => readCheckpoint(file(far)), /ZIP64/);
    refuse(() => readCheckpoint(file(far.subarray(-22))), /ZIP64|no directory|must be a PyTorch/);
  });

  it('in the older form, whose runs of numbers are not those listed, are refused', () => {
    const root = p.named({ w: tensor({ count: 4, shape: [4], strides: [1] }) });
    const legacy = (count: number, key = '0') =>
      readCheckpoint(file(legacyCheckpoint(root, { [key]: { content: four, count } })));
    refuse(() => legacy(-1), /-1 numbers where 4 must be/);
    refuse(() => legacy(2 ** 50), /numbers where 4 must be/);
    refuse(() => legacy(4, 'a'), /a key that no tensor has/);
    const whole = legacyCheckpoint(root, { 0: { content: four, count: 4 } });
    refuse(() => readCheckpoint(file(whole.subarray(0, -1))), /an end too soon/);
    refuse(() => readCheckpoint(file(p.pickle(p.int(7)))), /must be a PyTorch checkpoint/);
  });

  it('of a big-endian machine are refused', () => {
    const data = { name: 'm/data.pkl', content: p.pickle(p.none) };
    const order = { name: 'm/byteorder', content: Buffer.from('big') };
    refuse(() => readCheckpoint(file(zipFile([data, order]))), /big-endian/);
  });
});

describe("DECA's landmark embedding", () => {
  it('is read in small types', () => {
    const { full, contour } = readLandmarkEmbedding(file(embeddingFile(9)), 9);
    expect(Array.from(full.triangles.subarray(7, 11))).toEqual([7, 8, 0, 1]);
    expect(contour.barycentric[5]).toBeCloseTo(1 / 3, 3);
  });

  const object = p.pickle(p.ndarray('O', [], p.list(p.none), { objects: true }));
  it.each([
    [
      'a header that is no dictionary',
      npyFile("{'descr': '|O', 'fortran_order': False, 'shape': (?, }", object),
      /header that numpy writes/,
    ],
    ['numbers', npyFile("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", object), /must hold an object/],
    ['records', npyFile("{'descr': [('a', '|O')], 'fortran_order': False, 'shape': (), }", object), /header/],
    [
      'many objects',
      npyFile("{'descr': '|O', 'fortran_order': True, 'shape': (4294967296, 9), }", object),
      /one object/,
    ],
    [
      'no dictionary',
      npyFile("{'descr': '|O', 'fortran_order': False, 'shape': (), }", object),
      /must hold a dictionary/,
    ],
    [
      'an object array of another size',
      npyFile(
        "{'descr': '|O', 'fortran_order': False, 'shape': (), }",
        p.pickle(p.ndarray('O', [4], p.list(p.none), { objects: true })),
      ),
      /4 with 1 items/,
    ],
    [
      'half a triangle',
      embeddingFile(9, { full_lmk_faces_idx: p.numbers([68], new Float64Array(68).fill(0.5)) }),
      /below 9; received 0.5/,
    ],
    [
      'a triangle below zero',
      embeddingFile(9, { full_lmk_faces_idx: p.numbers([68], new Int32Array(68).fill(-1)) }),
      /received -1/,
    ],
    [
      'infinite coordinates',
      embeddingFile(9, {
        static_lmk_bary_coords: p.numbers([51, 3], new Float64Array(153).fill(Number.POSITIVE_INFINITY)),
      }),
      /finite coordinates/,
    ],
    [
      'a header beyond the end',
      Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\x7f....', 'latin1'),
      /a header of 2147483659 bytes in 16/,
    ],
    ['another version', Buffer.from('\x93NUMPY\x09\x00\x01\x00\x00\x00....', 'latin1'), /version 9/],
  ])('with %s is refused', (_, bytes, received) => {
    refuse(() => readLandmarkEmbedding(file(bytes), 9), received);
  });
});

it.each([
  ['FLAME', readFlame],
  ['a checkpoint', readCheckpoint],
  ['an embedding', (path: string) => readLandmarkEmbedding(path, 9)],
] as const)('%s that is a folder, a device, missing or no name is refused', (_, reader) => {
  mkdirSync(join(folder, 'inner'), { recursive: true });
  refuse(() => reader(join(folder, 'inner')), /received a folder/);
  refuse(() => reader(join(folder, 'missing')), /no such file/);
  refuse(() => reader(join(folder, '1.bin', 'inner')), /no such file/);
  refuse(() => reader(`${folder}/a\0b`), /a name that no file can have/);
  refuse(() => reader(`${folder}/${'a'.repeat(300)}`), /a name that is too long/);
  if (process.platform !== 'win32') refuse(() => reader('/dev/zero'), /received a device/);
});

it('a pipe is refused, not waited for', (context) => {
  const pipe = join(folder, 'pipe');
  if (spawnSync('mkfifo', [pipe]).status !== 0) context.skip('no mkfifo here');
  refuse(() => readFlame(pipe), /received a named pipe/);
  refuse(() => readCheckpoint(pipe), /received a named pipe/);
  refuse(() => readLandmarkEmbedding(pipe, 9), /received a named pipe/);
});

const cases = join(import.meta.dirname, '..', '..', '..', 'shared', 'cases', 'hostile');
if (!existsSync(cases)) console.warn(`skipped: no hostile files in ${cases}`);

describe.skipIf(!existsSync(cases))('the hostile files', () => {
  const names = existsSync(cases) ? readdirSync(cases).filter((name) => /^(p|t|fuzz-npy)-/.test(name)) : [];
  it.each(names)('%s is refused', (name) => {
    const path = join(cases, name);
    const reader = name.startsWith('p-') ? readFlame : name.startsWith('t-') ? readCheckpoint : readEmbedding;
    refuse(() => reader(path), /received/);
  });
});

function readEmbedding(path: string): unknown {
  return readLandmarkEmbedding(path, 9976);
}

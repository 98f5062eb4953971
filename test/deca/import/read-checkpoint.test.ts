import { describe, expect, it } from 'vitest';
import { readCheckpoint } from '../../../src/deca/import/read-checkpoint.ts';
import { file, refuse } from '../../helpers/deca/hostile-model.ts';
import { legacyCheckpoint, type SavedTensor, tensor, zipCheckpoint, zipFile } from '../../helpers/deca/model-files.ts';
import * as p from '../../helpers/deca/pickle-writer.ts';

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

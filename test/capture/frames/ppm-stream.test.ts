import { expect, it } from 'vitest';
import { createPpmReader } from '../../../src/capture/frames/ppm-stream.ts';

it('PPM pictures come out of a stream whatever its pieces', () => {
  const one = Buffer.concat([Buffer.from('P6\n3 2\n255\n'), Buffer.from(Array.from({ length: 18 }, (_, i) => i))]);
  const two = Buffer.concat([Buffer.from('P6\n2 2\n255\n'), Buffer.alloc(12, 10)]);
  const stream = Buffer.concat([one, two, one]);
  for (const piece of [1, 2, 7, 29, 100]) {
    const reader = createPpmReader(() => {});
    const images = [];
    for (let at = 0; at < stream.length; at += piece) images.push(...reader.push(stream.subarray(at, at + piece)));
    expect(images.map(({ width, height }) => `${width}x${height}`)).toEqual(['3x2', '2x2', '3x2']);
    expect(Array.from(images[2].data)).toEqual(Array.from({ length: 18 }, (_, i) => i));
    expect(reader.pending()).toBe(0);
  }
  const reader = createPpmReader(() => {});
  reader.push(stream.subarray(0, 20));
  expect(reader.pending()).toBe(9);
});

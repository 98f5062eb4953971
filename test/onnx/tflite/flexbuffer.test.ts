import { describe, expect, it } from 'vitest';
import { readFlexBuffer } from '../../../src/onnx/tflite/flexbuffer.ts';

describe('FlexBuffer', () => {
  it('reads a map of numbers and vectors', () => {
    // {"a": 7, "b": [-1, 2]} as the format lays it out.
    const bytes = Uint8Array.of(
      ...[0x61, 0, 0x62, 0], // the keys' texts
      ...[2, 0xff, 2], // b: length, -1, 2
      ...[2, 8, 7], // keys: length, offsets back
      ...[2, 1, 2, 7, 9, 4, 44], // map: keys' offset and width, length, a, offset of b, types
      ...[4, 36, 1], // root: offset, type, width
    );
    expect(readFlexBuffer(bytes)).toEqual({ a: 7, b: [-1, 2] });
  });

  it('refuses a type that no graph uses', () => {
    expect(() => readFlexBuffer(Uint8Array.of(1, 97, 0, 2, 20, 1))).toThrow('FlexBuffer type 5');
  });
});

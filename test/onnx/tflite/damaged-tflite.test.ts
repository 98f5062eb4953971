import { describe, expect, it } from 'vitest';
import { AsmFitError } from '../../../src/errors.ts';
import { createRandom } from '../../../src/geometry/random.ts';
import { readFlexBuffer } from '../../../src/onnx/tflite/flexbuffer.ts';
import { readTflite } from '../../../src/onnx/tflite/tflite.ts';

describe('TFLite models', () => {
  it('that point outside themselves are input errors, and take no memory', () => {
    const random = createRandom(3);
    for (let k = 0; k < 500; k++) {
      const bytes = Uint8Array.from({ length: 8 + Math.floor(120 * random.uniform()) }, () =>
        random.uniform() < 0.6 ? 4 * Math.floor(8 * random.uniform()) : 256 * random.uniform(),
      );
      expect(() => readTflite(bytes)).toThrow(AsmFitError);
    }
  });
});

describe('FlexBuffers', () => {
  it('end within their bytes', () => {
    // A map of one entry whose key has no end; a vector of 200 numbers in six bytes; a map that holds itself.
    expect(() => readFlexBuffer(Uint8Array.of(97, 98, 1, 3, 1, 1, 1, 5, 4, 2, 36, 1))).toThrow(Error);
    expect(() => readFlexBuffer(Uint8Array.of(200, 1, 2, 2, 44, 1))).toThrow(/a vector of 200 items/);
    const self = Uint8Array.of(107, 0, 1, 3, 1, 1, 0, 36, 2, 36, 1);
    expect(() => readFlexBuffer(self)).toThrow(Error);
    for (let length = 0; length < self.length; length++)
      expect(() => readFlexBuffer(self.subarray(0, length))).toThrow(Error);
  });
});

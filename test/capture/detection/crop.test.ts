import { describe, expect, it } from 'vitest';
import { channelPlanes, channelsLast, cropBox } from '../../../src/capture/detection/crop.ts';

describe('boxes', () => {
  it('cut out the crop that they name', () => {
    const image = {
      width: 64,
      height: 64,
      channels: 3,
      data: Float32Array.from({ length: 3 * 64 * 64 }, (_, i) => Math.floor(i / 3) % 64),
    };
    const crop = cropBox([image], { box: { x: 32, y: 32, size: 32, roll: 0 }, size: 32, mirrored: true });
    expect(crop[0]).toBeGreaterThan(crop[3 * 31]);
  });

  it('are the same as planes and back', () => {
    const pixels = Float32Array.from({ length: 3 * 4 * 5 }, (_, i) => i);
    const planes = channelPlanes(pixels);
    expect([...planes.subarray(0, 3)]).toEqual([0, 3, 6]);
    expect(channelsLast(planes)).toEqual(pixels);
  });
});

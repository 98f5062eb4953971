import type { JobOf, Kernel, Slots } from '../../kernel.ts';

/** Box-filtered reduction of a crop of an 8-bit picture in linear light, first along rows, then along columns. */
export type ShrinkCropJob = JobOf<typeof SHRINK_CROP_SLOTS>;

const SHRINK_CROP_SLOTS = {
  /** [H, imageWidth, 3] */
  bytes: 'bytes',
  imageWidth: 'count',
  left: 'count',
  top: 'count',
  cropHeight: 'count',
  /** Linear light of each byte [256]. */
  linear: 'real',
  /** First source pixel and share of the next of each tap [width, taps] and [height, taps]. */
  acrossFirst: 'index',
  acrossShare: 'real',
  acrossTaps: 'count',
  downFirst: 'index',
  downShare: 'real',
  downTaps: 'count',
  width: 'count',
  height: 'count',
  /** [height, width, 3] out */
  out: 'real',
} as const satisfies Slots;

export const SHRINK_CROP: Kernel<ShrinkCropJob> = {
  name: 'shrinkCrop',
  slots: SHRINK_CROP_SLOTS,
  scratch: ({ width, cropHeight }) => 3 * width * cropHeight + 4,
  plain: (job) => {
    const { bytes, linear, acrossFirst, acrossShare, acrossTaps, downFirst, downShare, downTaps, width, out } = job;
    const rows = new Float64Array(3 * width * job.cropHeight);
    for (let y = 0; y < job.cropHeight; y++) {
      const line = 3 * ((job.top + y) * job.imageWidth + job.left);
      for (let t = 0; t < width * acrossTaps; t++) {
        const at = 3 * (y * width + Math.floor(t / acrossTaps));
        const k = line + 3 * acrossFirst[t];
        const w = acrossShare[t];
        for (let c = 0; c < 3; c++)
          rows[at + c] += ((1 - w) * linear[bytes[k + c]] + w * linear[bytes[k + 3 + c]]) / acrossTaps;
      }
    }
    out.fill(0);
    for (let t = 0; t < job.height * downTaps; t++) {
      const to = 3 * Math.floor(t / downTaps) * width;
      const above = 3 * width * downFirst[t];
      const w = downShare[t];
      for (let k = 0; k < 3 * width; k++)
        out[to + k] += ((1 - w) * rows[above + k] + w * rows[above + 3 * width + k]) / downTaps;
    }
  },
};

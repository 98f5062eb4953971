/** What classes are averaged over. */
export interface LabelSquares {
  /** [h, w] */
  readonly labels: Uint8Array;
  readonly width: number;
  /** Of the square around each pixel, pixels. */
  readonly radius: number;
}

/** Where shares go, and what is needed on the way, [h, w] and whatever they hold. */
export interface ShareRoom {
  readonly share: Float32Array;
  readonly between: Float32Array;
}

/**
 * How much of a square around each pixel a class takes, twice averaged, so that its edge runs smoothly between pixels.
 * @param counts whether a label is one of the class @returns `share` [h, w] 0..1
 */
export function classShare(
  { labels, width, radius }: LabelSquares,
  counts: (label: number) => boolean,
  { share, between }: ShareRoom,
): Float32Array {
  const counted = Uint8Array.from({ length: 256 }, (_, label) => (counts(label) ? 1 : 0));
  for (let k = 0; k < share.length; k++) share[k] = counted[labels[k]];
  for (let pass = 0; pass < 2; pass++) {
    alongRows(share, between, width, radius);
    alongColumns(between, share, width, radius);
  }
  return share;
}

/** Means of what lies within the radius in the same row. */
function alongRows(from: Float32Array, to: Float32Array, width: number, radius: number): void {
  for (let first = 0; first < from.length; first += width) {
    let sum = 0;
    for (let x = 0; x < Math.min(radius, width); x++) sum += from[first + x];
    for (let x = 0; x < width; x++) {
      const [enters, leaves] = [x + radius, x - radius - 1];
      if (enters < width) sum += from[first + enters];
      if (leaves >= 0) sum -= from[first + leaves];
      to[first + x] = sum / (Math.min(width - 1, enters) - Math.max(0, leaves + 1) + 1);
    }
  }
}

/** The same in the same column, row after row: memory is read as it lies. */
function alongColumns(from: Float32Array, to: Float32Array, width: number, radius: number): void {
  const height = from.length / width;
  const sums = new Float64Array(width);
  for (let y = 0; y < Math.min(radius, height); y++) for (let x = 0; x < width; x++) sums[x] += from[y * width + x];
  for (let y = 0; y < height; y++) {
    const [enters, leaves] = [y + radius, y - radius - 1];
    const scale = 1 / (Math.min(height - 1, enters) - Math.max(0, leaves + 1) + 1);
    if (enters < height) for (let x = 0; x < width; x++) sums[x] += from[enters * width + x];
    if (leaves >= 0) for (let x = 0; x < width; x++) sums[x] -= from[leaves * width + x];
    for (let x = 0; x < width; x++) to[y * width + x] = scale * sums[x];
  }
}

/**
 * How much of a square around each pixel a class takes, twice averaged, so that its edge runs smoothly between pixels.
 * @param counts whether a label is one of the class @param radius of the square, pixels @returns [h, w] 0..1
 */
export function classShare(
  labels: Uint8Array,
  width: number,
  radius: number,
  counts: (label: number) => boolean,
): Float32Array {
  const height = labels.length / width;
  let share: Float32Array = Float32Array.from(labels, (label) => (counts(label) ? 1 : 0));
  for (let pass = 0; pass < 2; pass++) {
    const rows = new Float32Array(share.length);
    for (let y = 0; y < height; y++) slide(share, rows, { first: y * width, step: 1, count: width, radius });
    share = new Float32Array(rows.length);
    for (let x = 0; x < width; x++) slide(rows, share, { first: x, step: width, count: height, radius });
  }
  return share;
}

/** A line of an image. */
interface Line {
  readonly first: number;
  readonly step: number;
  readonly count: number;
  readonly radius: number;
}

/** Means of what lies within the radius and on the line. */
function slide(from: Float32Array, to: Float32Array, { first, step, count, radius }: Line): void {
  let sum = 0;
  for (let k = 0; k < Math.min(radius, count); k++) sum += from[first + k * step];
  for (let k = 0; k < count; k++) {
    const enters = k + radius;
    const leaves = k - radius - 1;
    if (enters < count) sum += from[first + enters * step];
    if (leaves >= 0) sum -= from[first + leaves * step];
    to[first + k * step] = sum / (Math.min(count - 1, enters) - Math.max(0, leaves + 1) + 1);
  }
}

import type { LinearImage } from '../../image/image.ts';
import type { WorkingView } from '../working-view.ts';
import { CLASS_COUNT, OTHER } from './classes.ts';
import { likeliest } from './head-component.ts';
import { randomWalk } from './random-walker.ts';
import type { HeadSegmentation } from './segment-head.ts';

/** Half the width of the band in which the photograph decides, network pixels. */
const BAND = 1.5;
/** Contrast of an edge's weight exp(-CONTRAST d^2 / mean d^2), d a colour difference. */
const CONTRAST = 3;
/** Least weight, so that flat noise cannot cut a pixel off. */
const LEAST_WEIGHT = 1e-4;
/** Label of pixels that the network did not see, while the others are refined. */
const UNSEEN = 255;

/**
 * The class of each pixel of a working view: the network's, and within {@link BAND} of its borders the one to which a random
 * walk on the photograph's colours leads. Pixels that the network did not see are `other`: nothing is known of them.
 * @returns [h, w]
 */
export function viewLabels(
  view: Pick<WorkingView, 'image' | 'scale' | 'offsetX' | 'offsetY'>,
  head: HeadSegmentation,
): Uint8Array {
  const { image } = view;
  const labels = networkLabels(view, head);
  const { crop, map } = head;
  const networkPixel = (view.scale * Math.max(crop.width, crop.height)) / map.side;
  refineLabels(image, labels, BAND * networkPixel);
  for (let k = 0; k < labels.length; k++) if (labels[k] === UNSEEN) labels[k] = OTHER;
  return labels;
}

/** Likeliest class of the network's answer, interpolated. */
function networkLabels(
  { image: { width, height }, scale, offsetX, offsetY }: Pick<WorkingView, 'image' | 'scale' | 'offsetX' | 'offsetY'>,
  { crop, map: { side, probabilities } }: HeadSegmentation,
): Uint8Array {
  const hard = likeliest(probabilities);
  const across = axisTaps(width, (x) => ((x / scale + offsetX - crop.left) * side) / crop.width, side);
  const down = axisTaps(height, (y) => ((y / scale + offsetY - crop.top) * side) / crop.height, side);
  const out = new Uint8Array(width * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [a, b] = [down.first[y] * side + across.first[x], down.next[y] * side + across.first[x]];
      const step = across.next[x] - across.first[x];
      const label = hard[a];
      const k = y * width + x;
      if (across.seen[x] === 0 || down.seen[y] === 0) out[k] = UNSEEN;
      else if (hard[a + step] === label && hard[b] === label && hard[b + step] === label) out[k] = label;
      else {
        const [fx, fy] = [across.share[x], down.share[y]];
        let most = -1;
        for (let c = 0; c < CLASS_COUNT; c++) {
          const at = (p: number): number => probabilities[CLASS_COUNT * p + c];
          const top = at(a) + fx * (at(a + step) - at(a));
          const chance = top + fy * (at(b) + fx * (at(b + step) - at(b)) - top);
          if (chance > most) {
            most = chance;
            out[k] = c;
          }
        }
      }
    }
  return out;
}

/** Where an axis of a view falls among the network's pixels: the two beside each place, the share of the second, whether it saw it. */
function axisTaps(count: number, place: (x: number) => number, side: number) {
  const places = Float64Array.from({ length: count }, (_, i) => place(i + 0.5));
  const clamped = places.map((p) => Math.min(side - 1, Math.max(0, p - 0.5)));
  const first = Uint16Array.from(clamped, Math.floor);
  return {
    first,
    next: first.map((p) => Math.min(side - 1, p + 1)),
    share: clamped.map((p, i) => p - first[i]),
    seen: Uint8Array.from(places, (p) => (p >= 0 && p < side ? 1 : 0)),
  };
}

/** Lets the photograph decide near borders of labels. @param labels [h, w] changed @param reach pixels */
function refineLabels(image: LinearImage, labels: Uint8Array, reach: number): void {
  const { width, height } = image;
  const near = bordersNear(labels, width, height, reach);
  const band = marked(near);
  if (band.length === 0) return;
  const edges = { right: new Float32Array(labels.length), down: new Float32Array(labels.length) };
  const sum = colorGaps(image, band, edges);
  weighGaps(band, width, CONTRAST / (sum / (4 * band.length) + 1e-9), edges);
  const open = Array.from({ length: CLASS_COUNT }, (_, label) => band.filter((k) => (near[k] & (1 << label)) !== 0));
  // Chances add up to one: the class that has most to solve is what the others leave.
  const left = open.reduce((most, own, label) => (own.length > open[most].length ? label : most), 0);
  const found: Likeliest = {
    best: labels.slice(),
    chance: new Float32Array(labels.length),
    rest: new Float32Array(labels.length).fill(1),
  };
  open.forEach((own, label) => {
    if (label !== left) take(found, own, label, randomWalk({ width, labels, ...edges, open: own }, label));
  });
  const { best, chance, rest } = found;
  for (const k of open[left]) if (rest[k] > chance[k]) best[k] = left;
  labels.set(best);
}

/** Of the edge to the right and downwards neighbour of each pixel [h, w]. */
interface PixelEdges {
  readonly right: Float32Array;
  readonly down: Float32Array;
}

/** Differences in colour along the edges of some pixels, written. @returns their sum, edges of two of them counted twice */
function colorGaps(image: LinearImage, band: Int32Array, { right, down }: PixelEdges): number {
  const { width } = image;
  let sum = 0;
  for (const k of band)
    for (const from of [k, k - 1]) {
      right[from] = colorGap(image, from, from + 1);
      const above = from === k ? k : k - width;
      down[above] = colorGap(image, above, above + width);
      sum += right[from] + down[above];
    }
  return sum;
}

/** Square roots are about as the eye sees light. */
function colorGap({ channels, data }: LinearImage, a: number, b: number): number {
  let sum = 0;
  for (let c = 0; c < 3; c++) sum += (Math.sqrt(data[channels * a + c]) - Math.sqrt(data[channels * b + c])) ** 2;
  return sum;
}

/** Differences become weights. */
function weighGaps(band: Int32Array, width: number, sharpness: number, { right, down }: PixelEdges): void {
  for (const k of band) {
    weigh(right, k, sharpness);
    weigh(right, k - 1, sharpness);
    weigh(down, k, sharpness);
    weigh(down, k - width, sharpness);
  }
  for (const weights of [right, down])
    for (const k of band) for (const from of [k, k - 1, k - width]) weights[from] = Math.abs(weights[from]);
}

/** Edges between band pixels are met twice: what was weighed is negative until all are. */
function weigh(gaps: Float32Array, k: number, sharpness: number): void {
  if (gaps[k] >= 0) gaps[k] = -(LEAST_WEIGHT + Math.exp(-sharpness * gaps[k]));
}

/** The likeliest label so far, its chance, and what all labels so far leave [h, w]. */
interface Likeliest {
  readonly best: Uint8Array;
  readonly chance: Float32Array;
  readonly rest: Float32Array;
}

/** @param chances of a label at its open pixels */
function take({ best, chance, rest }: Likeliest, own: Int32Array, label: number, chances: Float64Array): void {
  for (let i = 0; i < own.length; i++) {
    const k = own[i];
    rest[k] -= chances[i];
    if (chances[i] <= chance[k]) continue;
    chance[k] = chances[i];
    best[k] = label;
  }
}

/** Indices of what is not 0. */
function marked(values: Uint8Array): Int32Array {
  const out = new Int32Array(values.length);
  let count = 0;
  for (let k = 0; k < values.length; k++) if (values[k] !== 0) out[count++] = k;
  return out.slice(0, count);
}

/** Which labels' borders lie within reach of each pixel, a bit each; 0 on the picture's rim and where none does. */
function bordersNear(labels: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const out = new Uint8Array(labels.length);
  const radius = Math.max(1, Math.floor(reach));
  const spans = Array.from({ length: 2 * radius + 1 }, (_, i) =>
    Math.floor(Math.sqrt(Math.max(0, reach * reach - (i - radius) ** 2))),
  );
  const stamp = (x: number, y: number, bits: number): void => {
    for (let v = Math.max(1, y - radius); v <= Math.min(height - 2, y + radius); v++) {
      const span = spans[v - y + radius];
      const last = Math.min(width - 2, x + span);
      for (let u = Math.max(1, x - span); u <= last; u++) out[v * width + u] |= bits;
    }
  };
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const k = y * width + x;
      const own = labels[k];
      if (own === UNSEEN) continue;
      const beside = x + 1 < width ? labels[k + 1] : own;
      const below = y + 1 < height ? labels[k + width] : own;
      if (beside !== own && beside !== UNSEEN) stamp(x, y, (1 << own) | (1 << beside));
      if (below !== own && below !== UNSEEN) stamp(x, y, (1 << own) | (1 << below));
    }
  for (let k = 0; k < out.length; k++) if (labels[k] === UNSEEN) out[k] = 0;
  return out;
}

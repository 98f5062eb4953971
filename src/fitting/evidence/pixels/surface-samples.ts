import { faceSphere } from '../../../capture/scan/face-sphere.ts';
import { sevenOf } from '../../../capture/scan/scan-landmarks.ts';
import { createRandom } from '../../../geometry/random.ts';
import { findSlits, type SlitName } from '../../../head/anatomy/slits.ts';
import { embeddedPoints, type HeadModel } from '../../../head/head-model.ts';
import { type ShapePoints, type ShapeSpace, shapePoints } from '../../../head/shape/shape-space.ts';

/** Weights of terms on samples are given for this many. */
export const REFERENCE_SAMPLES = 4500;

/** How many of the places where photographs can be compared are drawn. */
export type SampleCount = number | 'all';

/**
 * Samples that lie nearer to the rims of lids and of shut lips than this, mm, are not compared: what shows between the rims is not the
 * skin's, differs from view to view, and lies in their patches too. With them lids stood 1 to 2.5 mm too open. Rims of lips that are
 * parted are seen against the dark behind them, and hold the jaw.
 */
const RIM_MM: Readonly<Record<SlitName, number>> = { left: 5, right: 5, mouth: 3 };

/** Which samples are taken. */
export interface SampleChoice {
  readonly count: SampleCount;
  readonly seed: number;
  /** Slits whose rims they keep away from. */
  readonly apartFrom: readonly SlitName[];
}

/**
 * Where the photographs are compared: vertices of the face and around it and the centres of their quads, away from the rims of
 * some slits, all or `count` of them drawn by the seed.
 */
export function faceSamples(space: ShapeSpace, { count, seed, apartFrom }: SampleChoice): ShapePoints {
  const { head } = space;
  const usable = comparedSkin(head, apartFrom);
  const chosen: number[][] = [];
  for (let v = 0; v < head.parts[0].vertexCount; v++) if (usable[v]) chosen.push([v, v, v, v]);
  for (let q = 0; q < head.parts[0].quadCount; q++) {
    const corners = Array.from(head.quads.subarray(4 * q, 4 * q + 4));
    if (head.skinQuadOnChart[q] && corners.every((v) => usable[v] === 1)) chosen.push(corners);
  }
  const random = createRandom(seed);
  const order = chosen.map((corners) => ({ corners, key: random.uniform() })).sort((a, b) => a.key - b.key);
  const kept = inBands(
    head,
    order.slice(0, count === 'all' ? order.length : count).map(({ corners }) => corners),
  );
  const vertices = Uint32Array.from(kept.flat());
  const weights = Float64Array.from(kept.flatMap((c) => (c[0] === c[1] ? [1, 0, 0, 0] : [0.25, 0.25, 0.25, 0.25])));
  return shapePoints(space, vertices, weights, 4);
}

/** mm */
const BAND = 10;

/**
 * Samples in bands from the chin up and across, to and fro: those that follow one another read the same part of a picture,
 * which is in the cache already.
 */
function inBands(head: HeadModel, samples: readonly number[][]): number[][] {
  const place = (corners: readonly number[]): { band: number; across: number } => {
    const band = Math.floor(head.template[3 * corners[0] + 1] / BAND);
    const across = head.template[3 * corners[0]];
    return { band, across: band % 2 === 0 ? across : -across };
  };
  return samples
    .map((corners) => ({ corners, ...place(corners) }))
    .sort((a, b) => a.band - b.band || a.across - b.across)
    .map(({ corners }) => corners);
}

/** [skin vertices] 1 where faces are compared: {@link faceReach} without what is near the rims of slits. */
export function comparedSkin(head: HeadModel, apartFrom: readonly SlitName[]): Uint8Array {
  const usable = faceReach(head);
  const slits = findSlits(head);
  const at = (v: number): Float64Array => head.template.subarray(3 * v, 3 * v + 3);
  for (const name of apartFrom) {
    const rims = [...slits[name].upper, ...slits[name].lower].map(at);
    for (let v = 0; v < usable.length; v++) {
      if (usable[v] === 0) continue;
      const [x, y, z] = at(v);
      if (rims.some((r) => Math.hypot(r[0] - x, r[1] - y, r[2] - z) < RIM_MM[name])) usable[v] = 0;
    }
  }
  return usable;
}

/** How far beyond the face the photographs are compared, in NoW's face sizes about its centre: to hairline, ears and throat. */
const REACH = 1.6;

/** [skin vertices] 1 on the face and around it, but in mouth, sockets and ears, which hide themselves. */
export function faceReach(head: HeadModel): Uint8Array {
  const { face, mouth, sockets, ears } = head.regions;
  const { centre, radius } = faceSphere(sevenOf(embeddedPoints(head.embeddings.ibug68, head.template)), REACH);
  return Uint8Array.from({ length: head.parts[0].vertexCount }, (_, v) => {
    if (mouth[v] === 1 || sockets[v] === 1) return 0;
    const away = Math.hypot(...centre.map((c, k) => head.template[3 * v + k] - c));
    return face[v] === 1 || (ears[v] === 0 && away < radius) ? 1 : 0;
  });
}

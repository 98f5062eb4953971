import { FACE_SKIN } from '../../../capture/segmentation/classes.ts';
import type { Random } from '../../../geometry/random.ts';
import { embeddedPoints, type HeadModel } from '../../../head/head-model.ts';
import { onceAHead } from '../../../head/once-a-head.ts';
import type { LinearImage } from '../../../image/image.ts';
import type { Triple } from '../../../image/oklab.ts';
import type { ShapedHead } from '../../../render/mesh/head-mesh.ts';
import type { WornPart } from '../scene/worn-part.ts';
import type { HairRoot } from './comb.ts';
import { drawHairstyle } from './hairstyle.ts';
import { headDistance } from './head-distance.ts';
import { ribbons } from './ribbons.ts';
import { rootsWhere } from './roots.ts';
import { paintBeneath } from './scalp-paint.ts';

export const BEARD_CUTS = ['stubble', 'short', 'full', 'goatee', 'moustache'] as const;
export type BeardCut = (typeof BEARD_CUTS)[number];

/** A beard; lengths in mm. */
export interface Beard {
  readonly cut: BeardCut;
  /** Linear albedo. */
  readonly color: Triple;
  readonly length: number;
}

/** Hairs per cut, and how far they hide the skin beneath. */
const HAIRS: Readonly<Record<BeardCut, number>> = {
  stubble: 7000,
  short: 9000,
  full: 11000,
  goatee: 5000,
  moustache: 3500,
};
const COVER: Readonly<Record<BeardCut, number>> = {
  stubble: 0.25,
  short: 0.6,
  full: 0.85,
  goatee: 0.7,
  moustache: 0.7,
};
/** Points of a hair. */
const POINTS = 6;
/** A beard's upper edge runs from beside the mouth's corners, so far beside them and above them, up to the ears, mm. */
const BESIDE_MOUTH = 12;
const ABOVE_MOUTH = 4;
/** Its lower edge lies so far below the chin, mm. */
const BELOW_CHIN = 24;
/** Lips are bare: an ellipse about them, times their half axes. */
const LIPS = 1.12;

/** @param luminance mean of the skin */
export function drawBeard(random: Random, luminance: number): Beard {
  const cut = BEARD_CUTS[Math.floor(random.uniform() * BEARD_CUTS.length)];
  const { color } = drawHairstyle(random, luminance);
  const range = (low: number, high: number): number => low + (high - low) * random.uniform();
  const length = {
    stubble: range(0.8, 2),
    short: range(3, 7),
    full: range(10, 22),
    goatee: range(5, 16),
    moustache: range(4, 9),
  };
  return { cut, color, length: length[cut] };
}

/** Some thousand hairs that leave the skin at a slant, down and aside. */
export function beardHairs(shaped: ShapedHead, { cut, color, length }: Beard, random: Random): WornPart {
  const grows = growsBeard(shaped.head)[cut];
  const roots = rootsWhere(shaped, (v) => grows[v] === 1, HAIRS[cut], random);
  const strands = roots.map((root) => ({
    points: hair(root, length * (0.7 + 0.5 * random.uniform()), random),
    tone: Math.max(0, Math.min(1, 0.45 + 0.2 * random.normal())),
  }));
  return ribbons(strands, { centre: headDistance(shaped.head, shaped.positions).centre, color, label: FACE_SKIN });
}

/** A skin with the shadow of a beard. */
export function paintBeard(head: HeadModel, skin: LinearImage, { cut, color }: Beard): LinearImage {
  const grows = growsBeard(head)[cut];
  return paintBeneath(head, skin, color, (v) => COVER[cut] * grows[v]);
}

/** From upright off the skin to hanging. @returns [{@link POINTS}, 3] mm */
function hair({ place, normal }: HairRoot, length: number, random: Random): Float64Array {
  const stray = [0, 1, 2].map(() => 0.25 * random.normal());
  const side = Math.sign(place[0]) * Math.min(1, Math.abs(place[0]) / 20);
  const hang = [0.25 * side, -1, 0.1];
  const out = new Float64Array(3 * POINTS);
  const point = [...place];
  for (let i = 0; i < POINTS; i++) {
    out.set(point, 3 * i);
    const s = (i + 1) / POINTS;
    const way = [0, 1, 2].map((k) => (1 - 0.5 * s) * normal[k] + 0.9 * s * hang[k] + stray[k]);
    const size = Math.hypot(...way);
    for (let k = 0; k < 3; k++) point[k] += ((length / POINTS) * way[k]) / size;
  }
  return out;
}

/** Where beards grow [skin vertices] 1 there. */
const growsBeard = onceAHead((head): Readonly<Record<BeardCut, Uint8Array>> => {
  const { regions, template: p, embeddings } = head;
  const marks = embeddedPoints(embeddings.ibug68, p);
  const at = (l: number, k: number): number => marks[3 * l + k];
  // iBUG: 54 the mouth's left corner, 33 the nose's base, 51 and 57 the lips' middle, 8 the chin.
  const [corner, mouthY, nose, chin] = [at(54, 0), at(54, 1), at(33, 1), at(8, 1)];
  const [lipsY, half] = [(at(51, 1) + at(57, 1)) / 2, (at(51, 1) - at(57, 1)) / 2];
  const earY =
    Math.max(...Array.from(regions.ears.keys()).map((v) => (regions.ears[v] === 1 ? p[3 * v + 1] : -1e9))) - 20;
  const widest = at(16, 0);
  const on = (v: number, inside: (x: number, y: number, z: number) => boolean): number => {
    const [x, y, z] = [Math.abs(p[3 * v]), p[3 * v + 1], p[3 * v + 2]];
    const bare = regions.ears[v] === 1 || regions.mouth[v] === 1 || regions.sockets[v] === 1 || regions.scalp[v] === 1;
    const lip = Math.hypot(x / (LIPS * corner), (y - lipsY) / (LIPS * half)) < 1 && z > at(54, 2) - 6;
    return !bare && !lip && inside(x, y, z) ? 1 : 0;
  };
  const moustache = (x: number, y: number, z: number): boolean =>
    x < corner + 6 && y < nose - 2 && y > mouthY - 8 && z > at(54, 2) - 8;
  const jaw = (x: number, y: number, z: number): boolean => {
    const share = Math.max(0, (x - corner - BESIDE_MOUTH) / (widest - corner - BESIDE_MOUTH));
    const edge = mouthY + ABOVE_MOUTH + Math.min(1, share) ** 1.5 * (earY - mouthY - ABOVE_MOUTH);
    return y < edge && y > chin - BELOW_CHIN && z > at(16, 2) - 14;
  };
  const goatee = (x: number, y: number, z: number): boolean => x < corner + 4 && y < mouthY && y > chin - 8 && z > -20;
  const of = (inside: (x: number, y: number, z: number) => boolean): Uint8Array =>
    Uint8Array.from({ length: head.parts[0].vertexCount }, (_, v) => on(v, inside));
  const all = of((x, y, z) => moustache(x, y, z) || jaw(x, y, z));
  return {
    stubble: all,
    short: all,
    full: all,
    goatee: of((x, y, z) => moustache(x, y, z) || goatee(x, y, z)),
    moustache: of(moustache),
  };
});

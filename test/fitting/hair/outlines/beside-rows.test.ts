import { describe, expect, it } from 'vitest';
import { BACKGROUND, CLOTHES, FACE_SKIN, HAIR, OTHER } from '../../../../src/capture/segmentation/classes.ts';
import { fitHair, type HairShape } from '../../../../src/fitting/hair/fit-hair.ts';
import { type HairPicture, hairViews } from '../../../../src/fitting/hair/hair-view.ts';
import { headRadius } from '../../../../src/fitting/hair/head-radius.ts';
import { type BesideRow, besideRows } from '../../../../src/fitting/hair/outlines/beside-rows.ts';
import { createShellSphere } from '../../../../src/fitting/hair/shell-sphere.ts';
import { shellState } from '../../../../src/fitting/hair/shell-thickness.ts';
import { cameraCentre, project } from '../../../../src/geometry/camera.ts';
import { orbitCamera } from '../../../../src/geometry/orbit-camera.ts';
import { openKernels } from '../../../../src/kernels/runtime/wasm-kernels.ts';
import { head } from '../../../helpers/meshes/skinned-head.ts';
import { hairPictures, withHairBeside } from '../../../helpers/pictures/hair-pictures.ts';

const PIXELS = 512;
const KERNELS = openKernels(1);
const sphere = createShellSphere();
const radius = headRadius(head, head.template, sphere);
const all = Array.from(radius.skull.keys());
const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 1200, heightMm: 520, pixels: PIXELS });
/** Hair ends so far from the vertical, mm. */
const WIDE_MM = 125;

const bearing = (i: number): number => Math.abs(Math.atan2(sphere.directions[3 * i], sphere.directions[3 * i + 2]));
const heightOf = (i: number): number => (radius.skull[i] || 0) * sphere.directions[3 * i + 1] - sphere.drops[i];
const pixelsAt = (xMm: number, yMm: number): number[] =>
  Array.from(project(camera, [radius.centre[0] + xMm, radius.centre[1] + yMm, radius.centre[2]]));

/** Hair on the scalp, and behind bare ears out to a line on either side, from above them down to below the chin. */
function tuckedHair(): HairPicture {
  const scalp = hairPictures(
    { sphere, head: radius },
    Float64Array.from(all, (i) => (radius.place[i] === 1 ? 14 : 0)),
    [camera],
  )[0];
  return withHairBeside(scalp, radius.centre, { wideMm: WIDE_MM, fromMm: 30, toMm: radius.cutY + 10 });
}

const tucked = tuckedHair();
const bare = new Set(radius.ears.through);
/** A shell on the scalp and behind the ears, down to the cut, which lies on the skin. */
const covered = Uint8Array.from(all, (i) =>
  radius.place[i] === 1 || (!Number.isNaN(radius.skull[i]) && bearing(i) > 1.75) ? 1 : 0,
);
const thin = shellState({ sphere, head: radius }, new Float64Array(all.length).fill(2), covered);
const seenIn = (picture: HairPicture): Parameters<typeof besideRows>[2] => ({
  head: radius,
  views: hairViews(KERNELS, [picture], radius),
  cover: { bare },
});
const rowsOf = (picture: HairPicture): BesideRow[] => besideRows(KERNELS, thin, seenIn(picture));
const relabelled = (change: (label: number, x: number, y: number) => number): HairPicture => ({
  ...tucked,
  labels: tucked.labels.map((label, k) => change(label, k % PIXELS, Math.floor(k / PIXELS))),
});

describe('hair beside the head that the shell leaves out', () => {
  const rows = rowsOf(tucked);
  const low = (all: readonly BesideRow[]): BesideRow[] => all.filter(({ points: [i] }) => heightOf(i) < -40);

  it('leads rays that look away from the camera out to its end', () => {
    expect(low(rows).length).toBeGreaterThan(100);
    for (const {
      points: [i],
      factors,
      value,
      gap,
    } of low(rows)) {
      expect(factors).toEqual([1]);
      expect(value).toBeCloseTo(2 + gap, 9);
      // The line is one in the picture of the plane through the middle of the skull: farther behind it lies farther out.
      const x = thin.points[3 * i] + gap * sphere.directions[3 * i];
      const z = thin.points[3 * i + 2] + gap * sphere.directions[3 * i + 2] - radius.centre[2];
      expect(Math.abs(Math.abs(x - radius.centre[0]) / (1 - z / 1200) - WIDE_MM)).toBeLessThan(5);
    }
  });

  it('counts for less the more a ray leads away from the eye, the sooner where hair lies around the head', () => {
    const [x, , z] = cameraCentre(camera);
    const top = Math.max(...radius.ears.through.map((i) => radius.centre[1] + heightOf(i)));
    for (const {
      points: [i],
      share,
    } of rows) {
      const eye = Math.atan2(x - thin.points[3 * i], z - thin.points[3 * i + 2]);
      const away = Math.abs(Math.cos(Math.atan2(sphere.directions[3 * i], sphere.directions[3 * i + 2]) - eye));
      const most = thin.points[3 * i + 1] < top ? 0.7 : 0.35;
      expect(away).toBeLessThan(most);
      expect(share).toBeCloseTo(1 - away / most, 9);
    }
    // Under hair the same ears hang from their lower ends on.
    const covers = besideRows(KERNELS, thin, { ...seenIn(tucked), cover: { bare: new Set() } });
    const rayOf = ({ points: [i] }: BesideRow): number => i;
    const bottom = Math.min(...radius.ears.through.map((i) => radius.centre[1] + heightOf(i)));
    const atEars = (i: number): boolean => thin.points[3 * i + 1] < top && thin.points[3 * i + 1] > bottom;
    expect(covers.map(rayOf).filter(atEars).length).toBeLessThan(rows.map(rayOf).filter(atEars).length);
    expect(covers.map(rayOf).filter((i) => thin.points[3 * i + 1] < bottom)).toEqual(
      rows.map(rayOf).filter((i) => thin.points[3 * i + 1] < bottom),
    );
  });

  it('is none where but a wisp of it lies beyond shell and skin', () => {
    const { depth } = hairViews(KERNELS, [tucked], radius)[0];
    const mmPerPixel = 520 / PIXELS;
    /** Hair goes on no farther than so much beside the head, in each row of pixels. */
    const trimmed = (mm: number): HairPicture =>
      relabelled((label, x, y) => {
        if (label !== HAIR) return label;
        const reach = Math.round(mm / mmPerPixel);
        for (let near = x - reach; near <= x + reach; near++)
          if (Number.isFinite(depth[y * PIXELS + near])) return label;
        return BACKGROUND;
      });
    expect(low(rowsOf(trimmed(3)))).toEqual([]);
    expect(low(rowsOf(trimmed(25))).length).toBeGreaterThan(30);
  });

  it('is none that the shell covers, or that lies before the skin', () => {
    const short = Float64Array.from(all, (i) => (radius.place[i] === 1 ? 14 : 0));
    const [picture] = hairPictures({ sphere, head: radius }, short, [camera]);
    const shell = shellState(
      { sphere, head: radius },
      short,
      Uint8Array.from(short, (t) => (t > 0 ? 1 : 0)),
    );
    expect(
      besideRows(KERNELS, shell, { head: radius, views: hairViews(KERNELS, [picture], radius), cover: { bare } }),
    ).toEqual([]);
    const bald = hairPictures({ sphere, head: radius }, new Float64Array(all.length), [camera])[0];
    const masked = { ...bald, labels: bald.labels.map((label) => (label === FACE_SKIN ? HAIR : label)) };
    expect(rowsOf(masked)).toEqual([]);
  });

  it('tells nothing where it ends behind clothes, at what nobody knows, or beyond the picture', () => {
    const [left, right] = [pixelsAt(-WIDE_MM, 0)[0], pixelsAt(WIDE_MM, 0)[0]];
    for (const end of [CLOTHES, OTHER]) {
      const beside = (label: number, x: number): number => (x > left - 20 && x < right + 20 ? end : label);
      expect(rowsOf(relabelled((label, x) => (label === BACKGROUND ? beside(label, x) : label))), `${end}`).toEqual([]);
    }
    expect(rowsOf(relabelled((label) => (label === BACKGROUND ? HAIR : label)))).toEqual([]);
  });

  it('leads no ray before skin that is seen', () => {
    // All but hair's outermost 20 mm shows skin, which lies beyond the head's: no ray passes behind it.
    const [inner, outer] = [pixelsAt(-WIDE_MM + 20, 0)[0], pixelsAt(WIDE_MM - 20, 0)[0]];
    const skin = relabelled((label, x) => (label === HAIR && x > inner && x < outer ? FACE_SKIN : label));
    expect(rowsOf(skin)).toEqual([]);
  });

  it('makes a shell as wide as it below bare ears', () => {
    const shape = fitHair(KERNELS, head, head.template, [tucked]) as HairShape;
    const pixels = project(camera, shape.points);
    for (const side of [-1, 1])
      for (const y of [-60, -100]) {
        const level = pixelsAt(0, y)[1];
        const reach = all
          .filter((i) => shape.level[i] > 0 && Math.abs(pixels[3 * i + 1] - level) < 6)
          .map((i) => side * (pixels[3 * i] - pixelsAt(0, y)[0]));
        const asked = pixelsAt(WIDE_MM, y)[0] - pixelsAt(0, y)[0];
        expect(Math.max(...reach) / asked, `${side} ${y}`).toBeGreaterThan(0.9);
        expect(Math.max(...reach) / asked).toBeLessThan(1.05);
      }
  });
});

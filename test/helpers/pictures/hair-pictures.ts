import { BACKGROUND, FACE_SKIN, HAIR } from '../../../src/capture/segmentation/classes.ts';
import { hairMesh } from '../../../src/fitting/hair/hair-mesh.ts';
import type { HairPicture } from '../../../src/fitting/hair/hair-view.ts';
import type { HeadRadius } from '../../../src/fitting/hair/head-radius.ts';
import { shellPoints } from '../../../src/fitting/hair/shell-points.ts';
import type { ShellSphere } from '../../../src/fitting/hair/shell-sphere.ts';
import { type Camera, project } from '../../../src/geometry/camera.ts';
import { rasterize } from '../../../src/render/raster/rasterize.ts';

const HAIR_COLOR = [0.1, 0.05, 0.02];

/** A head under hair of so much thickness [N] mm on a shell's rays, as cameras see it: grey but for its hair. */
export function hairPictures(
  { sphere, head }: { readonly sphere: ShellSphere; readonly head: HeadRadius },
  thickness: Float64Array,
  cameras: readonly Camera[],
): HairPicture[] {
  const level = thickness.map((t) => (t > 0 ? 1 : -1));
  const hair = hairMesh({
    sphere,
    head,
    points: shellPoints(sphere, head, thickness),
    thickness,
    level,
    bare: new Set(),
  });
  const first = head.positions.length / 3;
  const positions = Float64Array.from([...head.positions, ...hair.positions]);
  const triangles = Uint32Array.from([...head.triangles, ...hair.triangles.map((v) => v + first)]);
  const skinCount = head.triangles.length / 3;
  return cameras.map((camera) => {
    const { width, height } = camera;
    const { depth, triangle } = rasterize(project(camera, positions), triangles, width, height);
    const labels = new Uint8Array(width * height);
    const data = new Float32Array(3 * labels.length).fill(0.5);
    for (let k = 0; k < labels.length; k++) {
      if (depth[k] === Number.POSITIVE_INFINITY) labels[k] = BACKGROUND;
      else if (triangle[k] < skinCount) labels[k] = FACE_SKIN;
      else {
        labels[k] = HAIR;
        data.set(HAIR_COLOR, 3 * k);
      }
    }
    return { camera, labels, image: { width, height, channels: 3, data } };
  });
}

/**
 * The same with hair on the background beside the head and behind it, out to a line on either side.
 * @param box how far from the middle of the skull it goes sideways, and from and to which height over it, mm
 */
export function withHairBeside(
  picture: HairPicture,
  [x, y, z]: readonly number[],
  { wideMm, fromMm, toMm }: { readonly wideMm: number; readonly fromMm: number; readonly toMm: number },
): HairPicture {
  const { width } = picture.camera;
  const [left, top] = project(picture.camera, [x - wideMm, y + fromMm, z]);
  const [right, bottom] = project(picture.camera, [x + wideMm, y + toMm, z]);
  const labels = picture.labels.map((label, k) => {
    const [column, row] = [k % width, Math.floor(k / width)];
    const inside = column > left && column < right && row > top && row < bottom;
    return label === BACKGROUND && inside ? HAIR : label;
  });
  return { ...picture, labels };
}

import { placeRig, rigMesh } from '../../src/export/pictures/rig-mesh.ts';
import { loadRigMesh, rigPicture } from '../../src/export/pictures/rig-picture.ts';
import { type PosableHead, posedVertices } from '../../src/export/rig/posed-vertices.ts';
import type { RiggedHead } from '../../src/export/rig/rigged-head.ts';
import type { ByteImage } from '../../src/image/image.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { inRow } from '../../src/render/pictures/face-pictures.ts';
import { sheetCamera } from './sheet-camera.ts';
import type { SheetPose } from './sheet-poses.ts';

/** sRGB behind a head: what shows through a hole is told from skin, gums and shadow. */
const BACKGROUND = [90, 200, 235];

/** Vertices of all primitives in one [V, 3]. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}

/** All vertices of a rig at rest [V, 3] mm. */
export function restVertices({ primitives }: PosableHead): Float64Array {
  return joined(primitives.map(({ positions }) => positions));
}

/** A rig in poses by our renderer, row by row. @param pixels side of a pose's picture @param columns poses of a row */
export async function sheetPicture(
  rig: RiggedHead,
  poses: readonly SheetPose[],
  pixels: number,
  columns = 4,
): Promise<ByteImage> {
  const mesh = await rigMesh(rig);
  const rest = restVertices(rig);
  const kernels = plainKernels();
  return inRows(
    poses.map(({ view, joints, shapes }) => {
      const mark = kernels.memory.mark();
      const placed = placeRig(mesh, joined(posedVertices(rig, joints, shapes)));
      const picture = rigPicture(
        kernels,
        loadRigMesh(kernels, mesh, placed),
        sheetCamera(view, rest, pixels),
        BACKGROUND,
      );
      kernels.memory.release(mark);
      return picture;
    }),
    columns,
  );
}

/** Pictures of one size in rows; what the last lacks is black. */
export function inRows(pictures: readonly ByteImage[], columns = 4): ByteImage {
  const rows: ByteImage[] = [];
  const black = { ...pictures[0], data: new Uint8Array(pictures[0].data.length) };
  for (let i = 0; i < pictures.length; i += columns)
    rows.push(inRow(Array.from({ length: columns }, (_, k) => pictures[i + k] ?? black)));
  const [{ width, height }] = rows;
  const data = new Uint8Array(3 * width * height * rows.length);
  for (const [r, row] of rows.entries()) data.set(row.data, r * 3 * width * height);
  return { width, height: height * rows.length, data };
}

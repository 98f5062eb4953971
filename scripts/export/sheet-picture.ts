import { type PosableHead, posedVertices } from '../../src/export/rig/posed-vertices.ts';
import type { RiggedHead } from '../../src/export/rig/rigged-head.ts';
import type { ByteImage } from '../../src/image/image.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { inRow } from '../../src/render/pictures/face-pictures.ts';
import { rigMesh, rigPicture } from './rig-picture.ts';
import { sheetCamera } from './sheet-camera.ts';
import type { SheetPose } from './sheet-poses.ts';

const COLUMNS = 4;

/** Vertices of all primitives in one [V, 3]. */
export function joined(parts: readonly Float64Array[]): Float64Array {
  return Float64Array.from(parts.flatMap((part) => Array.from(part)));
}

/** All vertices of a rig at rest [V, 3] mm. */
export function restVertices({ primitives }: PosableHead): Float64Array {
  return joined(primitives.map(({ positions }) => positions));
}

/** A rig in poses by our renderer, in rows of four. @param pixels side of a pose's picture */
export async function sheetPicture(rig: RiggedHead, poses: readonly SheetPose[], pixels: number): Promise<ByteImage> {
  const mesh = await rigMesh(rig);
  const rest = restVertices(rig);
  return inRows(
    poses.map(({ view, joints, shapes }) => {
      const camera = sheetCamera(view, rest, pixels);
      return rigPicture(plainKernels(), mesh, joined(posedVertices(rig, joints, shapes)), camera);
    }),
  );
}

/** Pictures of one size in rows of four. */
export function inRows(pictures: readonly ByteImage[]): ByteImage {
  const rows: ByteImage[] = [];
  for (let i = 0; i < pictures.length; i += COLUMNS) rows.push(inRow(pictures.slice(i, i + COLUMNS)));
  const [{ width, height }] = rows;
  const data = new Uint8Array(3 * width * height * rows.length);
  for (const [r, row] of rows.entries()) data.set(row.data, r * 3 * width * height);
  return { width, height: height * rows.length, data };
}

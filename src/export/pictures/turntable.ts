import sharp from 'sharp';
import type { ByteImage } from '../../image/image.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { type PosableHead, posedVertices } from '../rig/posed-vertices.ts';
import type { RiggedHead } from '../rig/rigged-head.ts';
import { type Ball, ballAround, cameraAround } from './around-head.ts';
import type { HeadSide } from './head-sides.ts';
import { placeRig, rigMesh } from './rig-mesh.ts';
import { type LoadedRig, loadRigMesh, rigPicture } from './rig-picture.ts';

/** Light grey, as pages show heads on it. */
const BACKGROUND = [236, 238, 241];
/** Air around the head. */
const MARGIN = 1.08;
/** Of a pixel's side: drawn finer and shrunk. */
const SAMPLES = 2;

/** A head at rest, ready to be pictured from any side. */
export interface PicturedHead {
  readonly rig: LoadedRig;
  readonly ball: Ball;
}

/** @param rig with the extras that are shown */
export async function pictureHead(
  kernels: Kernels,
  rig: PosableHead & Pick<RiggedHead, 'textures'>,
): Promise<PicturedHead> {
  const mesh = await rigMesh(rig);
  const vertices = posedVertices(rig, new Map(), new Map());
  const joined = new Float64Array(vertices.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of vertices) {
    joined.set(part, at);
    at += part.length;
  }
  const { centre, radius } = ballAround(joined);
  return {
    rig: loadRigMesh(kernels, mesh, placeRig(mesh, joined)),
    ball: { centre, radius: MARGIN * radius },
  };
}

/** The head from a side, square. @param size pixels */
export async function headPicture(
  kernels: Kernels,
  { rig, ball }: PicturedHead,
  side: HeadSide,
  size: number,
): Promise<ByteImage> {
  const fine = rigPicture(kernels, rig, cameraAround(ball, side, SAMPLES * size), BACKGROUND);
  const { data } = await sharp(fine.data, { raw: { width: fine.width, height: fine.height, channels: 3 } })
    .resize(size, size, { kernel: 'linear' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { width: size, height: size, data };
}

/** The sides of one turn, the front first; the head turns to its left. */
export function turnOf(frames: number): HeadSide[] {
  return Array.from({ length: frames }, (_, f) => ({ yaw: (360 * f) / frames, pitch: 0 }));
}

/** Pictures of one size as an animated WebP that runs for ever. @param rate pictures a second */
export function encodeWebp(pictures: readonly ByteImage[], rate: number): Promise<Buffer> {
  const [{ width, height }] = pictures;
  return sharp(Buffer.concat(pictures.map(({ data }) => data)), {
    raw: { width, height: height * pictures.length, channels: 3, pageHeight: height },
    limitInputPixels: false,
  })
    .webp({ loop: 0, delay: pictures.map(() => Math.round(1000 / rate)), quality: 85, effort: 3 })
    .toBuffer();
}

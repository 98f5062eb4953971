import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import { orbitCamera, uprightFrame } from '../../geometry/orbit-camera.ts';
import { applySimilarity } from '../../geometry/similarity.ts';
import { byteImage, createLinearImage } from '../../image/image.ts';
import { encodePng } from '../../image/image-file.ts';
import { directionalLight } from '../light/sh-lighting.ts';
import { renderColoredMesh } from '../mesh/colored-mesh.ts';
import { composite } from '../mesh/render-mesh.ts';

/** From where a face is shown. */
export const FACE_SIDES = { right: 50, front: 0, left: -50 } as const;
export type FaceSide = keyof typeof FACE_SIDES;

const PAPER = 0.85;

/** A coloured mesh from three sides as PNG. @param colors linear light [V, 3] */
export async function facePicturesOf(
  mesh: MarkedMesh,
  colors: ArrayLike<number>,
  pixels: number,
): Promise<Record<FaceSide, Uint8Array>> {
  const positions = applySimilarity(uprightFrame(mesh.landmarks), mesh.positions);
  const light = directionalLight([0.2, 0.5, 1], [0.5, 0.5, 0.5], [0.55, 0.55, 0.55]);
  const background = createLinearImage(pixels, pixels, 3);
  background.data.fill(PAPER);
  const picture = (yaw: number): Promise<Uint8Array> => {
    const camera = orbitCamera({ yaw, pitch: 0, distanceMm: 900, heightMm: 230, pixels });
    const { image } = renderColoredMesh({ positions, triangles: mesh.triangles, colors }, camera, light);
    return encodePng(byteImage(composite(image, background)));
  };
  const [right, front, left] = await Promise.all([
    picture(FACE_SIDES.right),
    picture(FACE_SIDES.front),
    picture(FACE_SIDES.left),
  ]);
  return { right, front, left };
}

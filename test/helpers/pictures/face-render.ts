import { type Camera, project } from '../../../src/geometry/camera.ts';
import { multiply3, rotationFromEuler } from '../../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { type ByteImage, byteImage, createLinearImage } from '../../../src/image/image.ts';
import { directionalLight } from '../../../src/render/light/sh-lighting.ts';
import { albedoTexture, headRenderMesh, loadPartImages } from '../../../src/render/mesh/head-mesh.ts';
import { composite, renderMesh } from '../../../src/render/mesh/render-mesh.ts';

const head = loadBundledHead();

/** mm at the head that a pixel shows. */
export const MM_PER_PIXEL = 650 / 950;

/** @param yaw degrees */
export function faceCamera(yaw: number): Camera {
  return {
    width: 512,
    height: 512,
    fx: 950,
    fy: 950,
    cx: 256,
    cy: 256,
    rotation: multiply3([1, 0, 0, 0, -1, 0, 0, 0, -1], rotationFromEuler(0, (yaw * Math.PI) / 180, 0)),
    translation: Float64Array.of(0, -25, 650),
  };
}

/** The bundled head on grey, 512 pixels. @param positions [V, 3] mm */
export async function renderFace(positions: Float64Array, yaw: number): Promise<ByteImage> {
  const background = createLinearImage(512, 512, 3);
  background.data.fill(0.25);
  const light = directionalLight([0.2, 0.3, 1], [0.7, 0.7, 0.7], [0.5, 0.5, 0.5]);
  const mesh = headRenderMesh(head, positions, albedoTexture(head), await loadPartImages(head));
  return byteImage(composite(renderMesh(mesh, faceCamera(yaw), light).image, background));
}

/** Where the 468 landmarks of such a head are drawn [468, 3]. */
export function drawnLandmarks(positions: Float64Array, yaw: number): Float64Array {
  return project(faceCamera(yaw), embeddedPoints(head.embeddings.mediapipe468, positions));
}

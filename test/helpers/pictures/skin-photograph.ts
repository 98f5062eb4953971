import type { Camera } from '../../../src/geometry/camera.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import type { LinearImage } from '../../../src/image/image.ts';
import { headRenderMesh, loadPartImages } from '../../../src/render/mesh/head-mesh.ts';
import { type AddLight, createRenderer } from '../../../src/render/mesh/render-mesh.ts';

const head = loadBundledHead();
const parts = await loadPartImages(head);

/** The bundled head under one light, as a photograph without anything else. @param more what a lamp adds */
export function skinPhotograph(skin: LinearImage, camera: Camera, light: ArrayLike<number>, more?: AddLight) {
  const mesh = headRenderMesh(head, head.template, skin, parts);
  const { image } = createRenderer(mesh, 1)(mesh, camera, light, more);
  const count = image.width * image.height;
  return {
    camera,
    labels: null,
    mask: Uint8Array.from({ length: count }, (_, i) => image.data[4 * i + 3]),
    image: {
      ...image,
      channels: 3 as const,
      data: Float32Array.from({ length: 3 * count }, (_, i) => image.data[4 * Math.floor(i / 3) + (i % 3)]),
    },
  };
}

import { expect, it } from 'vitest';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { eyeballs } from '../../../src/head/anatomy/eyes/eyeballs.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { realCopy } from '../../../src/kernels/kernel.ts';
import { openKernels } from '../../../src/kernels/runtime/wasm-kernels.ts';
import { EVEN_LIGHT } from '../../../src/render/light/sh-lighting.ts';
import { drawEyeOcclusion, loadEyeOcclusion } from '../../../src/render/mesh/draw-eye-occlusion.ts';
import { albedoTexture, headRenderMesh, loadPartImages } from '../../../src/render/mesh/head-mesh.ts';
import { loadMesh, shadeLoadedMesh, viewLoadedMesh } from '../../../src/render/mesh/loaded-mesh.ts';
import { renderedPicture } from '../../../src/render/pictures/rendered-picture.ts';

it('darkens eyes under their upper lids, and hardly anything around them', async () => {
  const kernels = openKernels(1);
  const { memory } = kernels;
  const head = loadBundledHead();
  const positions = head.template;
  const camera = orbitCamera({ yaw: 0, pitch: 0, distanceMm: 800, heightMm: 150, pixels: 600 });
  const mesh = loadMesh(memory, headRenderMesh(head, positions, albedoTexture(head), await loadPartImages(head)));
  const view = viewLoadedMesh(kernels, mesh, positions, camera);
  const before = renderedPicture(view, shadeLoadedMesh(kernels, mesh, view, EVEN_LIGHT), new Uint8Array(3 * 600 * 600));
  const picture = { ...before, data: before.data.slice() };
  const canvas = { picture, depth: realCopy(memory, view.depth) };
  const texture = await loadEyeOcclusion(head);
  const mark = memory.mark();
  drawEyeOcclusion(kernels, { head, positions, texture }, { camera, light: EVEN_LIGHT }, canvas);
  expect(memory.mark()).toBe(mark);
  const eyes = new Set(eyeballs(head, positions).map(({ part }) => part));
  const onEye = Uint8Array.from(view.triangle, (t) => {
    const v = head.triangles[3 * t];
    return [...eyes].some(({ vertexStart, vertexCount }) => v >= vertexStart && v < vertexStart + vertexCount) ? 1 : 0;
  });
  let [shaded, beside, eye] = [0, 0, 0];
  // How much of the light is left at the top of each column of an eye, and four pixels in from there on: 1.3 mm further down.
  const left: number[][] = [[], []];
  for (let x = 0; x < 600; x++) {
    let down = 0;
    for (let y = 0; y < 600; y++) {
      const i = y * 600 + x;
      const changed = before.data[3 * i] - picture.data[3 * i];
      // Pupils are as dark.
      expect(changed).toBeGreaterThanOrEqual(before.data[3 * i] > 30 ? 0 : -12);
      if (onEye[i] === 0) {
        down = 0;
        if (changed > 0) beside++;
        continue;
      }
      eye++;
      if (changed > 0) shaded++;
      down++;
      const share = picture.data[3 * i] / Math.max(1, before.data[3 * i]);
      if (before.data[3 * i] > 120 && down === 2) left[0].push(share);
      if (before.data[3 * i] > 120 && down === 22) left[1].push(share);
    }
  }
  const mean = (of: readonly number[]): number => of.reduce((sum, x) => sum + x, 0) / of.length;
  expect(eye).toBeGreaterThan(3000);
  expect(shaded).toBeGreaterThan(0.9 * eye);
  expect(beside).toBeLessThan(0.05 * eye);
  expect(mean(left[0])).toBeLessThan(0.65);
  expect(mean(left[1])).toBeGreaterThan(0.8);
});

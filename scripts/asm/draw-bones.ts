/** Draws the bones on the bundled head to docs/img/bones.png, there to be looked at. */
import { writeFileSync } from 'node:fs';
import { createAsm } from '../../src/asm/adaptive-skinning-model.ts';
import { BONE_PARENTS, BONES } from '../../src/asm/bones.ts';
import { type Camera, project } from '../../src/geometry/camera.ts';
import { multiply3, rotationFromEuler } from '../../src/geometry/rotation.ts';
import { loadBundledHead } from '../../src/head/bundled/bundled-head.ts';
import { byteImage, createLinearImage } from '../../src/image/image.ts';
import { encodePng } from '../../src/image/image-file.ts';
import { directionalLight } from '../../src/render/light/sh-lighting.ts';
import { albedoTexture, headRenderMesh, loadPartImages } from '../../src/render/mesh/head-mesh.ts';
import { composite, renderMesh } from '../../src/render/mesh/render-mesh.ts';
import { type Color, drawDisc, drawLine, type Panel, type PanelPoint } from '../../src/render/raster/draw.ts';

const SIZE = 700;
const COLORS: Readonly<Record<string, Color>> = { frame: [1, 1, 1], region: [1, 0.15, 0.1], detail: [0.1, 0.9, 0.2] };

const head = loadBundledHead();
const model = createAsm(head, head.template);
const mesh = headRenderMesh(head, head.template, albedoTexture(head), await loadPartImages(head));
const light = directionalLight([0.3, 0.4, 1], [0.8, 0.8, 0.8], [0.4, 0.4, 0.4]);
const sheet = { width: 2 * SIZE, height: SIZE, data: new Uint8Array(6 * SIZE * SIZE) };
for (const [column, yaw] of [0, 50].entries()) {
  const camera: Camera = {
    width: SIZE,
    height: SIZE,
    fx: 2.1 * SIZE,
    fy: 2.1 * SIZE,
    cx: SIZE / 2,
    cy: SIZE / 2,
    rotation: multiply3([1, 0, 0, 0, -1, 0, 0, 0, -1], rotationFromEuler(0, (yaw * Math.PI) / 180, 0)),
    translation: Float64Array.of(0, -35, 650),
  };
  const grey = createLinearImage(SIZE, SIZE, 3);
  grey.data.fill(0.25);
  const image = byteImage(composite(renderMesh(mesh, camera, light).image, grey));
  const panel: Panel = { sheet: image, left: 0, width: SIZE };
  const surface = project(camera, model.restSurface);
  const bind = project(camera, model.restBind);
  const placeOf = (pixels: ArrayLike<number>, j: number): PanelPoint => [pixels[3 * j], pixels[3 * j + 1]];
  BONES.forEach((bone, j) => {
    const parent = BONE_PARENTS[j];
    if (bone.level === 'detail')
      drawLine(panel, placeOf(surface, parent), placeOf(surface, j), { color: [1, 1, 0], opacity: 0.4 });
    const at = bone.level === 'frame' ? bind : surface;
    drawDisc(panel, placeOf(at, j), bone.level === 'region' ? 4 : 3, COLORS[bone.level]);
  });
  for (let y = 0; y < SIZE; y++)
    sheet.data.set(image.data.subarray(3 * y * SIZE, 3 * (y + 1) * SIZE), 3 * (2 * y + column) * SIZE);
}
writeFileSync('docs/img/bones.png', await encodePng(sheet));

import { describe, expect, it } from 'vitest';
import { BACKGROUND, BODY_SKIN, CLOTHES, FACE_SKIN, HAIR } from '../../../../src/capture/segmentation/classes.ts';
import { headClasses, trueLabels } from '../../../../src/evaluation/synthetic/scene/true-labels.ts';
import { type ClassedMesh, type WornPart, wearing } from '../../../../src/evaluation/synthetic/scene/worn-part.ts';
import { centredLens } from '../../../../src/geometry/camera.ts';
import { hairRegion } from '../../../../src/head/anatomy/hair-region.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { createLinearImage } from '../../../../src/image/image.ts';
import { renderMesh } from '../../../../src/render/mesh/render-mesh.ts';

const texture = createLinearImage(1, 1, 3);

/** A square of a side, mm, facing the camera at a depth, its middle somewhere to the right. */
function square(side: number, depth: number, right: number, label: number): WornPart {
  const h = side / 2;
  return {
    positions: Float64Array.of(right - h, -h, depth, right + h, -h, depth, right + h, h, depth, right - h, h, depth),
    triangles: Uint32Array.of(0, 1, 2, 0, 2, 3),
    uvs: new Float64Array(8),
    texture,
    label,
  };
}

const CAMERA = {
  ...centredLens({ width: 40, height: 40 }, 40),
  rotation: Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1),
  translation: new Float64Array(3),
};

const DARK = new Float64Array(27);

function labelsOf({ mesh, classes }: ClassedMesh): Uint8Array {
  return trueLabels(classes, renderMesh(mesh, CAMERA, DARK).zBuffer, 2);
}

describe('true labels', () => {
  const face = square(20, 40, 0, FACE_SKIN);
  const bare = {
    mesh: { ...face, uvTriangles: face.triangles, textureOfTriangle: new Uint8Array(2), textures: [texture] },
    classes: new Uint8Array(2).fill(FACE_SKIN),
  };

  it('are of what lies nearest, background where nothing does', () => {
    const worn = wearing(bare, [square(6, 20, 0, HAIR), square(10, 60, 22.5, CLOTHES)]);
    const labels = labelsOf(worn);
    const at = (x: number, y: number): number => labels[40 * y + x];
    expect(at(20, 20)).toBe(HAIR);
    expect(at(12, 12)).toBe(FACE_SKIN);
    expect(at(2, 2)).toBe(BACKGROUND);
    expect(at(34, 20)).toBe(CLOTHES);
    // 20 mm at 40 mm are 20 pixels, 6 mm at 20 mm are 12.
    expect(labels.filter((label) => label === HAIR).length).toBe(144);
    expect(labels.filter((label) => label === FACE_SKIN).length).toBe(400 - 144);
  });

  it('are of what covers most of a pixel, of two alike the first class', () => {
    // From 17.4 to 22.6 pixels: half of the pixels along its sides, a quarter of those at its corners.
    const labels = labelsOf(wearing(bare, [square(2.6, 20, 0, HAIR)]));
    expect(labels[40 * 17 + 17]).toBe(FACE_SKIN);
    expect(labels[40 * 17 + 19]).toBe(HAIR);
    expect(labels.filter((label) => label === HAIR).length).toBe(16 + 16);
  });

  it('cover the pixels that the renderer covers', () => {
    const { mesh, classes } = wearing(bare, [square(7, 20, 3, HAIR)]);
    const { image, zBuffer } = renderMesh(mesh, CAMERA, DARK);
    const labels = trueLabels(classes, zBuffer, 2);
    labels.forEach((label, k) => {
      if (image.data[4 * k + 3] > 0.5) expect(label).not.toBe(BACKGROUND);
      if (image.data[4 * k + 3] < 0.5) expect(label).toBe(BACKGROUND);
    });
  });

  it('of a head: neck is body skin, the scalp is hair where some grows', () => {
    const head = loadBundledHead();
    const [bald, haired] = [headClasses(head, false), headClasses(head, true)];
    const grown = hairRegion(head);
    expect(new Set(bald)).toEqual(new Set([BODY_SKIN, FACE_SKIN]));
    bald.forEach((label, t) => {
      const corners = Array.from(head.triangles.subarray(3 * t, 3 * t + 3));
      const scalp = corners.every((v) => grown[v] === 1);
      expect(haired[t]).toBe(scalp ? HAIR : label);
      if (corners.every((v) => head.regions.neck[v] === 1)) expect(label).toBe(BODY_SKIN);
    });
  });
});

import { describe, expect, it } from 'vitest';
import { BACKGROUND, BODY_SKIN, CLOTHES, HAIR, OTHER } from '../../../src/capture/segmentation/classes.ts';
import { longerNeck } from '../../../src/fitting/outline/longer-neck.ts';
import { openNeck } from '../../../src/fitting/outline/open-neck.ts';
import { type Camera, project } from '../../../src/geometry/camera.ts';
import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { orbitCamera } from '../../../src/geometry/orbit-camera.ts';
import { skinTriangles } from '../../../src/head/head-model.ts';
import { head } from '../../helpers/meshes/bundled-scan.ts';

const skin = head.template.slice(0, 3 * head.parts[0].vertexCount);
const neck = openNeck(head);
const cameras = [0, 60, -60, 120, -120, 180].map((yaw) =>
  orbitCamera({ yaw, pitch: 0, distanceMm: 1200, heightMm: 800, pixels: 400 }),
);

/** Views that show skin down to so many mm below the hem, and something else from there on. */
function views(mm: number, below: number) {
  const lowest = Math.min(...Array.from(neck.hem, (v) => skin[3 * v + 1]));
  return cameras.map((camera: Camera) => {
    const [, row] = project(camera, [0, lowest - mm, 0]);
    const labels = Uint8Array.from({ length: 160_000 }, (_, k) => (Math.floor(k / 400) < row ? BODY_SKIN : below));
    return { camera, labels };
  });
}

const lowestOf = (displacement: Float64Array): number =>
  Math.min(...Array.from(neck.hem, (v) => skin[3 * v + 1] + displacement[3 * v + 1]));

describe('a neck', () => {
  it('ends at a hem of one loop, and what shuts it is left out', () => {
    expect(neck.triangles.length).toBeLessThan(skinTriangles(head).length);
    const degree = new Map<number, number>();
    for (const v of neck.hem) degree.set(v, (degree.get(v) ?? 0) + 1);
    expect(new Set(degree.values())).toEqual(new Set([2]));
    for (const v of degree.keys()) expect(skin[3 * v + 1]).toBeLessThan(-80);
    expect(degree.size).toBeGreaterThan(30);
    const [reached, edges] = [new Set([neck.hem[0]]), Array.from({ length: neck.hem.length / 2 }, (_, e) => 2 * e)];
    for (let size = 0; size < reached.size; ) {
      size = reached.size;
      for (const ends of edges.map((e) => neck.hem.subarray(e, e + 2)))
        if (ends.some((v) => reached.has(v))) for (const v of ends) reached.add(v);
    }
    expect(reached.size).toBe(degree.size);
  });

  it('stays where clothes begin at its hem', () => {
    const displacement = longerNeck(neck, skin, views(-60, CLOTHES));
    expect(Math.max(...displacement.map(Math.abs))).toBeLessThan(1);
  });

  it('is drawn out over skin, smoothly, its lid with it', () => {
    const displacement = longerNeck(neck, skin, views(120, CLOTHES));
    expect(lowestOf(displacement)).toBeLessThan(lowestOf(new Float64Array(skin.length)) - 10);
    const moved = skin.map((x, i) => x + displacement[i]);
    expect(Math.max(...displacement.map(Math.abs))).toBeLessThanOrEqual(60);
    // Nothing above the neck moves, and no triangle of it turns over.
    for (let v = 0; v < skin.length / 3; v++) if (skin[3 * v + 1] > -60) expect(displacement[3 * v]).toBe(0);
    const [before, after] = [vertexNormals(skin, neck.triangles), vertexNormals(moved, neck.triangles)];
    for (const v of neck.hem) {
      let cosine = 0;
      for (let k = 0; k < 3; k++) cosine += before.normals[3 * v + k] * after.normals[3 * v + k];
      expect(cosine).toBeGreaterThan(0.3);
    }
    const { lid } = neck;
    expect(lid.length).toBeGreaterThan(20);
    for (const v of lid) expect(Math.hypot(...displacement.subarray(3 * v, 3 * v + 3))).toBeGreaterThan(0);
  });

  it('goes on where the picture ends, if it showed some skin', () => {
    const shown = longerNeck(neck, skin, views(60, OTHER));
    const hidden = longerNeck(neck, skin, views(-60, OTHER));
    expect(lowestOf(shown)).toBeLessThan(lowestOf(hidden) - 10);
  });

  it('is as long under hair as where it shows little, and nowhere drawn out by more than 25 mm then', () => {
    const length = (displacement: Float64Array, v: number): number =>
      Math.hypot(...displacement.subarray(3 * v, 3 * v + 3));
    // Views from one side see hair alone; from the other, skin down to where clothes begin.
    const half = (mm: number) =>
      views(mm, CLOTHES).map((view, i) => (i % 2 === 0 ? view : { ...view, labels: view.labels.map(() => HAIR) }));
    const deep = longerNeck(neck, skin, half(120));
    const shallow = longerNeck(neck, skin, half(12));
    const bald = longerNeck(neck, skin, views(120, CLOTHES));
    const hidden = neck.hem.reduce((a, b) => (skin[3 * b] < skin[3 * a] ? b : a));
    expect(length(deep, hidden)).toBeGreaterThan(15);
    expect(length(shallow, hidden)).toBeLessThan(15);
    const longest = (displacement: Float64Array): number => Math.max(...neck.hem.map((v) => length(displacement, v)));
    expect(longest(deep)).toBeLessThan(25 + 1e-6);
    expect(longest(bald)).toBeGreaterThan(40);
    expect(lowestOf(longerNeck(neck, skin, views(-60, HAIR)))).toBe(lowestOf(new Float64Array(skin.length)));
  });

  it('ends about level where skin goes on below one side of it alone', () => {
    const length = (displacement: Float64Array, v: number): number =>
      Math.hypot(...displacement.subarray(3 * v, 3 * v + 3));
    // A bare shoulder and chest on the head's left, background on its right.
    const bare = views(120, CLOTHES).map(({ camera, labels }, i) => {
      const [middle, left] = [0, 50].map((x) => project(camera, [x, skin[1], 0])[0]);
      const onLeft = (k: number): boolean => ((k % 400) - middle) * (left - middle) > 0;
      const fromBefore = i < 3;
      return { camera, labels: labels.map((label, k) => (fromBefore && onLeft(k) ? label : BACKGROUND)) };
    });
    const displacement = longerNeck(neck, skin, bare);
    const lengths = Array.from(new Set(neck.hem), (v) => length(displacement, v));
    expect(Math.max(...lengths)).toBeGreaterThan(10);
    expect(Math.max(...lengths) - Math.min(...lengths)).toBeLessThanOrEqual(25);
  });
});

import { describe, expect, it } from 'vitest';
import { primitiveNormals } from '../../../../src/export/rig/normals/primitive-normals.ts';
import { normalsWithoutRelief } from '../../../../src/export/rig/normals/relief-normals.ts';
import { onPrimitive, skinSurface } from '../../../../src/export/rig/rig-primitives.ts';
import { vertexNormals } from '../../../../src/geometry/mesh/mesh.ts';
import { loadBundledHead } from '../../../../src/head/bundled/bundled-head.ts';
import { skinTriangles } from '../../../../src/head/head-model.ts';

const head = loadBundledHead();
const skin = skinSurface(head);
const count = head.parts[0].vertexCount;
const restOf = (positions: Float64Array): Float32Array =>
  primitiveNormals({ ...skin, positions: onPrimitive(skin, positions, 3) }).rest;
const smooth = restOf(head.template);

/** Mean angle between normals on the face, degrees. */
function meanAngle(a: Float32Array, b: Float32Array): number {
  let [sum, vertices] = [0, 0];
  for (let i = 0; i < a.length; i += 3) {
    if (skin.vertex[i / 3] >= count || head.regions.face[skin.vertex[i / 3]] === 0) continue;
    sum += Math.acos(Math.min(1, a[i] * b[i] + a[i + 1] * b[i + 1] + a[i + 2] * b[i + 2]));
    vertices++;
  }
  return (sum / vertices) * (180 / Math.PI);
}

describe('normals of a skin without its relief', () => {
  it('are its own where it has none', () => {
    expect(normalsWithoutRelief(head, head.template, new Float64Array(count))).toEqual(smooth);
  });

  it('are nearly those of the skin that the relief was put on', () => {
    const relief = Float64Array.from({ length: count }, (_, v) => 0.4 * Math.sin(head.template[3 * v] / 6));
    const { normals } = vertexNormals(head.template, skinTriangles(head));
    const shown = head.template.map((x, i) => (i < 3 * count ? x + relief[Math.floor(i / 3)] * normals[i] : x));
    const without = meanAngle(normalsWithoutRelief(head, shown, relief), smooth);
    const withRelief = meanAngle(restOf(shown), smooth);
    expect(withRelief).toBeGreaterThan(1);
    expect(without).toBeLessThan(withRelief / 5);
  });
});

import { vertexNormals } from '../../../src/geometry/mesh/mesh.ts';
import { shBasis } from '../../../src/geometry/spherical-harmonics.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { faceTriangles, skinTriangles } from '../../../src/head/head-model.ts';
import { lampSeen, litBy } from '../../../src/render/light/lit-surface.ts';
import { directionalLight, irradiance } from '../../../src/render/light/sh-lighting.ts';

export const head = loadBundledHead();
/** Towards the sun: high to the subject's left, so that brows and nose cast shadows. */
export const SUN = [0.5, 0.62, 0.604];
const COLOR = [1.1, 1, 0.85];
const AROUND = directionalLight([0, 1, 0.5], [0.05, 0.06, 0.08], [0.3, 0.32, 0.36]);

const triangles = skinTriangles(head);
const all = vertexNormals(head.template, triangles).normals;
const onFace = faceTriangles(head);
/** Vertices of the face. */
export const faceVertices = [...new Set(triangles.filter((_, k) => onFace[Math.floor(k / 3)] === 1))];
const of = (values: ArrayLike<number>): Float64Array =>
  Float64Array.from(
    { length: 3 * faceVertices.length },
    (_, k) => values[3 * faceVertices[Math.floor(k / 3)] + (k % 3)],
  );
export const surface = {
  positions: of(head.template),
  normals: of(all),
  mesh: { positions: head.template, triangles },
};
/** Share of the sun at the face's vertices: with what casts shadows, and as if nothing did [N]. */
export const litWithShadows = litBy(surface, SUN, lampSeen(surface.mesh, SUN));
export const litWithoutShadows = litBy(surface, SUN, () => 1);

/** What a view shows of an even face, where it looks at it. @param strength of the sun @param yaw of the view, degrees @param lit share of the sun [N] */
export function sunlitView(strength: number, yaw: number, lit: Float32Array = litWithShadows) {
  const { normals } = surface;
  const count = faceVertices.length;
  const albedo = Float64Array.from({ length: 3 * count }, (_, k) => [0.45, 0.3, 0.22][k % 3]);
  const observed = new Float64Array(3 * count);
  const weights = new Float64Array(count);
  const basis = new Float64Array(9);
  const [sin, cos] = [Math.sin((yaw * Math.PI) / 180), Math.cos((yaw * Math.PI) / 180)];
  for (let i = 0; i < count; i++) {
    const soft = irradiance(
      AROUND,
      shBasis(normals[3 * i], normals[3 * i + 1], normals[3 * i + 2], basis),
      new Float64Array(3),
    );
    weights[i] = Math.max(0, sin * normals[3 * i] + cos * normals[3 * i + 2] - 0.2);
    for (let c = 0; c < 3; c++) observed[3 * i + c] = albedo[3 * i + c] * (soft[c] + strength * COLOR[c] * lit[i]);
  }
  return { normals, albedo, observed, weights };
}

/** Head to camera [9] of a view that looks at the face. @param yaw degrees */
export function lookingFrom(yaw: number): number[] {
  const [sin, cos] = [Math.sin((yaw * Math.PI) / 180), Math.cos((yaw * Math.PI) / 180)];
  return [cos, 0, -sin, 0, -1, 0, -sin, 0, -cos];
}

import { type Camera, cameraCentre } from '../../../geometry/camera.ts';
import { cross, difference3, dot3 } from '../../../geometry/vector3.ts';
import { shadowMap } from '../../../render/light/shadow-map.ts';
import type { AddLight, ShadedSamples } from '../../../render/mesh/render-mesh.ts';

/** A light that casts shadows and shines on what is glossy. */
export interface Lamp {
  /** mm in head space */
  readonly place: readonly [number, number, number];
  /** Linear: what a white surface that faces it shows. */
  readonly color: readonly [number, number, number];
  /** Width of its shadows' edges, mm. */
  readonly penumbra: number;
}

/** A surface that shines. */
export interface Gloss {
  /** GGX's alpha: 0 for a mirror. */
  readonly alpha: number;
  /** What is thrown back head on, 0..1. */
  readonly reflectance: number;
}

/** What of a mesh shines, given how skin does. @returns null for what does not */
export type Shine = (triangle: number, skin: Gloss) => Gloss | null;

/** Along a side of the map of its shadows. */
const SHADOW_PIXELS = 1536;

/** What a lamp shines upon. */
export interface LitMesh {
  /** [T, 3] */
  readonly triangles: Uint32Array;
  /** Of each triangle; null for what does not shine. */
  readonly glossOf: (triangle: number) => Gloss | null;
  /** Middle of what is lit, mm. */
  readonly middle: readonly number[];
}

/**
 * A lamp's light: albedo color max(0, n.l) seen, and a microfacet highlight pi color D F G / (4 n.v) seen with GGX's D and Smith's G
 * (Walter et al. 2007) and Schlick's F. Scenes without it are lit by spherical harmonics alone, which know neither.
 */
export function lampLight(lamp: Lamp, mesh: LitMesh): AddLight {
  return (samples, camera) => {
    const seen = shadowMap(
      { lamp: lamp.place, middle: mesh.middle, penumbra: lamp.penumbra, pixels: SHADOW_PIXELS },
      { positions: samples.positions, triangles: mesh.triangles },
    );
    const eye = cameraCentre(camera);
    const { width, height, triangle, albedo, colors } = samples;
    const normal = [0, 0, 0];
    const place = [0, 0, 0];
    for (let i = 0; i < width * height; i++) {
      if (albedo[4 * i + 3] === 0) continue;
      const t = triangle[i];
      surfaceAt({ samples, triangles: mesh.triangles, camera, eye }, i, place, normal);
      const toLamp = direction(place, lamp.place);
      const facing = dot3(normal, toLamp);
      if (facing <= 0) continue;
      const share = seen(place[0], place[1], place[2]) * facing;
      if (share === 0) continue;
      const gloss = mesh.glossOf(t);
      const shine = gloss === null ? 0 : highlight(gloss, { normal, toLamp, toEye: direction(place, eye) });
      for (let c = 0; c < 3; c++) colors[4 * i + c] += share * lamp.color[c] * (albedo[4 * i + c] + shine);
    }
  };
}

/** Unit, of three directions at a place. */
interface Directions {
  readonly normal: readonly number[];
  readonly toLamp: readonly number[];
  readonly toEye: readonly number[];
}

/** pi D F G / (4 n.l n.v): what is added to an albedo. */
export function highlight({ alpha, reflectance }: Gloss, { normal, toLamp, toEye }: Directions): number {
  const [nl, nv] = [dot3(normal, toLamp), Math.max(1e-3, dot3(normal, toEye))];
  if (nl <= 0) return 0;
  const half = toLamp.map((x, k) => x + toEye[k]);
  const length = Math.hypot(...half) || 1;
  const nh = Math.max(0, dot3(normal, half) / length);
  const vh = Math.max(0, dot3(toEye, half) / length);
  const a2 = alpha * alpha;
  const spread = a2 / (Math.PI * (nh * nh * (a2 - 1) + 1) ** 2);
  const fresnel = reflectance + (1 - reflectance) * (1 - vh) ** 5;
  const masked = (n: number): number => (2 * n) / (n + Math.sqrt(a2 + (1 - a2) * n * n));
  return (Math.PI * spread * fresnel * masked(nl) * masked(nv)) / (4 * nl * nv);
}

/** A picture of a mesh, and from where it was taken. */
interface Seen {
  readonly samples: ShadedSamples;
  readonly triangles: Uint32Array;
  readonly camera: Camera;
  /** mm */
  readonly eye: readonly number[];
}

/** Place and unit normal of a sample's surface. @param i of the sample @param place mm, written @param normal written */
function surfaceAt(
  { samples: { width, depth, triangle, positions, normals }, triangles, camera, eye }: Seen,
  i: number,
  place: number[],
  normal: number[],
): void {
  const { rotation: r } = camera;
  const z = depth[i];
  const x = (((i % width) + 0.5 - camera.cx) / camera.fx) * z;
  const y = ((Math.floor(i / width) + 0.5 - camera.cy) / camera.fy) * z;
  for (let k = 0; k < 3; k++) place[k] = r[k] * x + r[3 + k] * y + r[6 + k] * z + eye[k];
  const corner = (c: number): number[] => {
    const v = 3 * triangles[3 * triangle[i] + c];
    return [positions[v], positions[v + 1], positions[v + 2]];
  };
  const [a, b, c] = [corner(0), corner(1), corner(2)];
  const full = cross(difference3(b, a), difference3(c, a));
  const twice = dot3(full, full) || 1;
  const of = (p: readonly number[], q: readonly number[]): number =>
    Math.max(0, dot3(cross(difference3(p, place), difference3(q, place)), full) / twice);
  const weights = [of(b, c), of(c, a), of(a, b)];
  for (let k = 0; k < 3; k++)
    normal[k] = weights.reduce((sum, w, j) => sum + w * normals[3 * triangles[3 * triangle[i] + j] + k], 0);
  const length = Math.hypot(normal[0], normal[1], normal[2]) || 1;
  for (let k = 0; k < 3; k++) normal[k] /= length;
}

function direction(from: readonly number[], to: readonly number[]): number[] {
  const way = difference3(to, from);
  const length = Math.hypot(way[0], way[1], way[2]);
  return way.map((x) => x / length);
}

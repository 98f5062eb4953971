import { faceSphere } from '../../capture/scan/face-sphere.ts';
import { SEVEN } from '../../capture/scan/scan-landmarks.ts';
import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import type { Random } from '../../geometry/random.ts';
import { alignSimilarity, applySimilarity, invertSimilarity } from '../../geometry/similarity.ts';
import { embeddedPoints, type HeadModel, outerSkin, skinTriangles } from '../../head/head-model.ts';
import type { IctModel } from '../../head/ict/ict-model.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { headRenderMesh, type PartImages, type TexturedHead, uvTriangles } from '../../render/mesh/head-mesh.ts';
import { alignToSurface } from '../../surface/align-to-surface.ts';
import { closestOnSurface, createTargetSurface } from '../../surface/target-surface.ts';
import { type SyntheticPerson, skinTexture } from './draw-person.ts';
import { meanLuminance } from './scene/skin-texture.ts';

/** Landmarks that lie on both heads alike: all but the jaw's outline. */
const FIRST_INNER = 17;
/** How much of ICT's mean is laid on the bundled one, in NoW's face sizes. */
const REACH = 1.3;

/** People of ICT-FaceKit's own mesh, painted with a head's skin: their shape is no mode of that head. */
export interface IctPeople {
  draw(random: Random): SyntheticPerson;
}

/**
 * @param people ICT's population on the bundled mesh (`--head ict:`): gives each vertex of ICT's its place in the skin's
 *   texture, and everyone eyes
 */
export function createIctPeople(kernels: Kernels, people: HeadModel, ict: IctModel, parts: PartImages): IctPeople {
  const skin = people.parts[0];
  const surface = createTargetSurface(people.template.slice(0, 3 * skin.vertexCount), outerSkin(people));
  const marks = embeddedPoints(people.embeddings.ibug68, people.template).subarray(3 * FIRST_INNER);
  const own = Float64Array.from(ict.landmarks.slice(FIRST_INNER).flatMap((v) => [...at(ict.positions, v)]));
  const start = alignSimilarity(marks, own);
  // Shoulders and the back of the head are not alike; the face is.
  const { centre, radius } = faceSphere(
    Float64Array.from(SEVEN.flatMap((l) => at(ict.positions, ict.landmarks[l]))),
    REACH,
  );
  const skinOfIct = new Set(ict.triangles);
  const face = ict.positions.filter((_, i) => {
    const p = at(ict.positions, Math.floor(i / 3));
    return skinOfIct.has(Math.floor(i / 3)) && Math.hypot(...centre.map((c, k) => p[k] - c)) < radius;
  });
  const { similarity } = alignToSurface(kernels, surface, face, { start, mode: 'similarity' });
  const toHead = invertSimilarity(similarity);
  const turn = { ...toHead, translation: new Float64Array(3) };
  const mean = applySimilarity(toHead, ict.positions);
  const modes = ict.identity.map((mode) => applySimilarity(turn, mode));
  const uvs = uvsOnSkin(kernels, people, mean);
  return {
    draw(random) {
      const identity = Float64Array.from(modes, () => Math.max(-2, Math.min(2, random.normal())));
      const positions = mean.slice();
      modes.forEach((mode, k) => {
        for (let i = 0; i < positions.length; i++) positions[i] += identity[k] * mode[i];
      });
      const texture = skinTexture(people, random, null);
      const landmarks68 = Float64Array.from(ict.landmarks.flatMap((v) => [...at(positions, v)]));
      return {
        mesh: withEyes({ head: people, parts }, identity, { positions, triangles: ict.triangles, uvs }, texture),
        positions,
        landmarks68,
        luminance: meanLuminance(texture),
        identity,
        expression: new Float64Array(0),
      };
    },
  };
}

function at(positions: ArrayLike<number>, v: number): [number, number, number] {
  return [positions[3 * v], positions[3 * v + 1], positions[3 * v + 2]];
}

/** Texture UVs of places by the skin that is nearest to them [V, 2]. */
function uvsOnSkin(kernels: Kernels, head: HeadModel, places: Float64Array): Float64Array {
  const triangles = skinTriangles(head);
  const corners = uvTriangles(head);
  const skin = createTargetSurface(head.template.slice(0, 3 * head.parts[0].vertexCount), triangles);
  const hits = closestOnSurface(kernels, skin, places);
  return Float64Array.from({ length: (2 * places.length) / 3 }, (_, i) => {
    const v = Math.floor(i / 2);
    let uv = 0;
    for (let c = 0; c < 3; c++)
      uv += hits.barycentric[3 * v + c] * head.uvs[2 * corners[3 * hits.triangle[v] + c] + (i % 2)];
    return uv;
  });
}

/** A skin of any mesh: vertices [V, 3] mm, triangles [T, 3], a texture coordinate a vertex [V, 2]. */
interface SkinMesh extends TriangleMesh {
  readonly uvs: Float64Array;
}

/** A skin of any mesh with the head's eyes in it. */
function withEyes(
  { head, parts }: TexturedHead,
  identity: Float64Array,
  skin: SkinMesh,
  texture: Parameters<typeof headRenderMesh>[2],
): SyntheticPerson['mesh'] {
  const shaped = head.template.slice();
  identity.forEach((a, k) => {
    for (let i = 0; i < shaped.length; i++) shaped[i] += a * head.identity.deltas[k * shaped.length + i];
  });
  const own = headRenderMesh(head, shaped, texture, parts);
  const eyes = head.parts.filter((part) => part.texture === 'eye');
  const isEye = (v: number): boolean =>
    eyes.some(({ vertexStart, vertexCount }) => v >= vertexStart && v < vertexStart + vertexCount);
  const kept = Array.from({ length: own.triangles.length / 3 }, (_, t) => t).filter((t) => isEye(own.triangles[3 * t]));
  const [vertexShift, uvShift] = [skin.positions.length / 3, skin.uvs.length / 2];
  const corner = (values: ArrayLike<number>, shift: number): number[] =>
    kept.flatMap((t) => [0, 1, 2].map((c) => values[3 * t + c] + shift));
  return {
    positions: Float64Array.of(...skin.positions, ...shaped),
    triangles: Uint32Array.of(...skin.triangles, ...corner(own.triangles, vertexShift)),
    uvs: Float64Array.of(...skin.uvs, ...Array.from(own.uvs)),
    uvTriangles: Uint32Array.of(...skin.triangles, ...corner(own.uvTriangles, uvShift)),
    textureOfTriangle: Uint8Array.of(
      ...new Uint8Array(skin.triangles.length / 3),
      ...kept.map((t) => own.textureOfTriangle[t]),
    ),
    textures: own.textures,
  };
}

import { encodeHeadFile, type SectionArray } from '../../head/bundled/head-file.ts';
import type { ShapeSet } from '../../head/face-shapes/shape-sets.ts';
import { addClip, clipEntry } from './clips/packed-clips.ts';
import { RIG_VERSION, type RigHeader, rigChecksum } from './rig-header.ts';
import type { RiggedHead, RigPrimitive } from './rigged-head.ts';
import { sparseMorph } from './sparse-morph.ts';

/** The file beside `fit.json` that keeps the rig. */
export const RIG_FILE = 'rig.bin';

/**
 * A rig as one file: the container of docs/head-format.md, its names in the header, its numbers as sections in the least
 * type that holds them without loss. Textures stay files of their own.
 */
export function packRig(head: RiggedHead): Uint8Array {
  const header: RigHeader = {
    kind: 'rig',
    version: RIG_VERSION,
    name: head.name,
    joints: head.joints.map(({ name, parent, position, rotation, turn }) => ({
      name,
      parent,
      position: [...position],
      rotation: [...rotation],
      ...(turn === undefined ? {} : { turn: [turn[0], turn[1], turn[2]] }),
    })),
    primitives: head.primitives.map(({ name, texture, extra, weights, normals, morphs }) => ({
      name,
      texture,
      ...(extra === undefined ? {} : { extra }),
      influences: weights.influences,
      ownNormals: normals !== undefined,
      morphs: [...morphs.keys()],
    })),
    groups: [...head.surface.groups],
    textures: Object.entries(head.textures).map(
      ([name, { file, mime, roughness, alpha, normalMap, occlusionRoughness }]) => ({
        name,
        file,
        mime: mime === 'image/jpeg' ? 'image/jpeg' : 'image/png',
        roughness,
        ...(alpha === undefined ? {} : { alpha }),
        ...(normalMap === undefined ? {} : { normalMap: normalMap.file }),
        ...(occlusionRoughness === undefined ? {} : { occlusionRoughness: occlusionRoughness.file }),
      }),
    ),
    ...(head.shapes === undefined
      ? {}
      : {
          shapes: {
            sets: Array.from(head.shapes.sets, ([set, names]): [ShapeSet, string[]] => [set, [...names]]),
            written: [...head.shapes.written],
          },
        }),
    ...(head.extras === undefined ? {} : { extras: [...head.extras] }),
    weights: [...(head.weights ?? [])],
    animations: (head.animations ?? []).map(clipEntry),
  };
  const sections = new Map<string, SectionArray>();
  const { positions, uvs, quads, uvQuads } = head.surface;
  sections.set('surface/positions', leastReals(positions));
  sections.set('surface/uvs', leastReals(uvs));
  sections.set('surface/quads', leastIndices(quads));
  sections.set('surface/uvQuads', leastIndices(uvQuads));
  for (const [p, primitive] of head.primitives.entries()) addPrimitive(sections, `primitives/${p}`, primitive);
  for (const [a, clip] of (head.animations ?? []).entries()) addClip(sections, a, clip);
  return encodeHeadFile({ meta: { ...header, sha256: rigChecksum(header, sections.values()) }, sections });
}

function addPrimitive(sections: Map<string, SectionArray>, prefix: string, primitive: RigPrimitive): void {
  sections.set(`${prefix}/positions`, leastReals(primitive.positions));
  sections.set(`${prefix}/uvs`, leastReals(primitive.uvs));
  sections.set(`${prefix}/triangles`, leastIndices(primitive.triangles));
  sections.set(`${prefix}/welded`, leastIndices(primitive.welded));
  if (primitive.normals !== undefined) sections.set(`${prefix}/normals`, primitive.normals);
  sections.set(`${prefix}/joints`, primitive.weights.joints);
  sections.set(`${prefix}/weights`, primitive.weights.weights);
  for (const [m, dense] of [...primitive.morphs.values()].entries()) {
    const { vertices, deltas } = sparseMorph(dense);
    sections.set(`${prefix}/morphs/${m}/vertices`, leastIndices(vertices));
    sections.set(`${prefix}/morphs/${m}/deltas`, deltas);
  }
}

/** Formats print decimals of doubles and round doubles: single precision only where nothing is lost. */
function leastReals(values: Float64Array): Float64Array | Float32Array {
  for (let i = 0; i < values.length; i++) if (Math.fround(values[i]) !== values[i]) return values;
  return Float32Array.from(values);
}

function leastIndices(values: Uint32Array): Uint32Array | Uint16Array {
  for (let i = 0; i < values.length; i++) if (values[i] > 0xffff) return values;
  return Uint16Array.from(values);
}

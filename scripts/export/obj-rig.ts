import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RiggedHead, RigPrimitive, RigTexture } from '../../src/export/rig/rigged-head.ts';

/** A rig at rest. */
export type StillRig = Pick<RiggedHead, 'joints' | 'primitives' | 'textures'>;

/**
 * A textured head.obj of any version of ours as a rig of one joint, a primitive for each of its groups: older folders have no
 * rig.bin.
 * @param path of an OBJ with triangles or quads (`f v/vt ...`), its MTL beside it
 */
export function objRig(path: string): StillRig {
  const lines = readFileSync(path, 'utf8').split('\n');
  const numbers = (line: string): number[] => line.split(' ').slice(1).map(Number);
  const places = lines.filter((line) => line.startsWith('v ')).map(numbers);
  const charts = lines.filter((line) => line.startsWith('vt ')).map(numbers);
  const groups = lines.join('\n').split('\ng ').slice(1);
  const primitives = groups.map((group): RigPrimitive => {
    const [name, ...own] = group.split('\n');
    const corner = new Map<string, number>();
    const triangles = own
      .filter((line) => line.startsWith('f '))
      .flatMap((line) => {
        const at = line.trim().split(' ').slice(1);
        const [a, ...rest] = at.map((key) => {
          const known = corner.get(key) ?? corner.size;
          corner.set(key, known);
          return known;
        });
        return rest.slice(1).flatMap((c, k) => [a, rest[k], c]);
      });
    const pairs = [...corner.keys()].map((key) => key.split('/').map((index) => Number(index) - 1));
    return {
      name,
      positions: Float64Array.from(pairs.flatMap(([v]) => places[v])),
      // Down from the top, as pictures are read.
      uvs: Float64Array.from(pairs.flatMap(([, t]) => [charts[t][0], 1 - charts[t][1]])),
      triangles: Uint32Array.from(triangles),
      welded: Uint32Array.from(pairs.keys()),
      weights: {
        influences: 1,
        joints: new Uint16Array(pairs.length),
        weights: new Float32Array(pairs.length).fill(1),
      },
      morphs: new Map(),
      texture: own.find((line) => line.startsWith('usemtl '))?.slice('usemtl '.length) ?? name,
    };
  });
  const root = { name: 'root', parent: -1, position: [0, 0, 0], rotation: [0, 0, 0, 1] } as const;
  return { joints: [root], primitives, textures: mtlTextures(path.replace(/\.obj$/, '.mtl')) };
}

function mtlTextures(path: string): Record<string, RigTexture> {
  const materials = readFileSync(path, 'utf8').split('newmtl ').slice(1);
  return Object.fromEntries(
    materials.map((text) => {
      const [name, ...rows] = text.split('\n');
      const file = rows.find((row) => row.startsWith('map_Kd '))?.slice('map_Kd '.length) ?? '';
      return [name, { file, bytes: readFileSync(join(dirname(path), file)), mime: 'image/png', roughness: 1 }];
    }),
  );
}

import { openSync, readFileSync, readSync } from 'node:fs';
import { join } from 'node:path';

/** Base mesh of MakeHuman (CC0): 1 unit = 1 dm, y up, z forward, x to the person's left. */
export interface MakeHuman {
  readonly folder: string;
  /** [V, 3] dm */
  readonly vertices: Float64Array;
  /** [U, 2], v up */
  readonly uvs: Float64Array;
  /** [Q, 4] */
  readonly quads: Uint32Array;
  readonly uvQuads: Uint32Array;
  readonly groupOfQuad: readonly string[];
  /** Skin weight of each vertex summed over the bones that lie under one, itself included [V]. @param bone of the default rig */
  weightUnder(bone: string): Float64Array;
  /** Vertices whose mean is the head or tail of a rig bone. */
  readonly jointVertices: Readonly<Record<string, readonly number[]>>;
  readonly targetNames: readonly string[];
  /** Displacements of one target [V, 3] in dm. */
  target(name: string): Float64Array;
}

interface ThreeJson {
  vertices: number[];
  uvs: number[][];
  faces: number[];
  materials: { DbgName: string }[];
  bones: { name: string; parent: number }[];
  skinIndices: number[];
  skinWeights: number[];
  metadata: { joint_pos_idxs: Record<string, number[]> };
}

/** Reads the packed three.js JSON (format 3.1, every face a quad with UVs) and the target table. */
export function readMakeHuman(folder: string): MakeHuman {
  const read = <T>(...path: string[]): T => JSON.parse(readFileSync(join(folder, ...path), 'utf8')) as T;
  const model = read<ThreeJson>('public', 'data', 'models', 'human_full_size.json');
  const { quads, uvQuads, material } = readQuads(model.faces);
  const list = read<{ targets: Record<string, unknown> }>('src', 'json', 'targets', 'target-list.json');
  const targetNames = Object.keys(list.targets).sort();
  const file = openSync(join(folder, 'public', 'data', 'targets', 'targets.bin'), 'r');
  const rowBytes = model.vertices.length * 2;
  return {
    folder,
    vertices: Float64Array.from(model.vertices),
    uvs: Float64Array.from(model.uvs[0]),
    quads,
    uvQuads,
    groupOfQuad: material.map((index) => model.materials[index].DbgName),
    weightUnder: (bone) => weightUnder(model, bone),
    jointVertices: model.metadata.joint_pos_idxs,
    targetNames,
    target(name) {
      const row = targetNames.indexOf(name);
      if (row < 0) throw new Error(`MakeHuman has no target "${name}"`);
      const bytes = Buffer.alloc(rowBytes);
      readSync(file, bytes, 0, rowBytes, row * rowBytes);
      const out = new Float64Array(model.vertices.length);
      for (let i = 0; i < out.length; i++) out[i] = bytes.readInt16LE(2 * i) * 1e-3;
      return out;
    },
  };
}

/** The rig has a node at each bone's head, `<bone>____head`, which carries its skin. */
function weightUnder({ bones, skinIndices, skinWeights, vertices }: ThreeJson, name: string): Float64Array {
  const top = bones.findIndex((bone) => bone.name === `${name}____head`);
  if (top < 0) throw new Error(`MakeHuman's rig has no bone "${name}"`);
  const under = bones.map((_, bone) => {
    let j = bone;
    while (j >= 0 && j !== top) j = bones[j].parent;
    return j === top;
  });
  const out = new Float64Array(vertices.length / 3);
  skinWeights.forEach((weight, i) => {
    if (under[skinIndices[i]]) out[i >> 2] += weight;
  });
  return out;
}

function readQuads(faces: readonly number[]): { quads: Uint32Array; uvQuads: Uint32Array; material: number[] } {
  const quads: number[] = [];
  const uvQuads: number[] = [];
  const material: number[] = [];
  for (let i = 0; i < faces.length; i += 10) {
    if (faces[i] !== 11) throw new Error(`face record ${i / 10}: expected a quad with UVs (11), received ${faces[i]}`);
    quads.push(...faces.slice(i + 1, i + 5));
    material.push(faces[i + 5]);
    uvQuads.push(...faces.slice(i + 6, i + 10));
  }
  return { quads: Uint32Array.from(quads), uvQuads: Uint32Array.from(uvQuads), material };
}

/** A mesh that follows the base mesh: vertex = sum_k weights[k] base[references[k]] + offset (dm). */
export interface ProxyMesh {
  readonly vertexCount: number;
  readonly references: Uint32Array;
  readonly weights: Float64Array;
  readonly offsets: Float64Array;
  readonly uvs: Float64Array;
  readonly quads: Uint32Array;
  readonly uvQuads: Uint32Array;
}

export function readProxy(folder: string, path: string): ProxyMesh {
  const json = JSON.parse(readFileSync(join(folder, 'public', 'data', 'proxies', path), 'utf8')) as {
    ref_vIdxs: number[][];
    weights: number[][];
    offsets: number[][];
    uvs: number[][];
    faces: number[];
  };
  const { quads, uvQuads } = readQuads(json.faces);
  return {
    vertexCount: json.ref_vIdxs.length,
    references: Uint32Array.from(json.ref_vIdxs.flat()),
    weights: Float64Array.from(json.weights.flat()),
    offsets: Float64Array.from(json.offsets.flat()),
    uvs: Float64Array.from(json.uvs[0]),
    quads,
    uvQuads,
  };
}

import type { RigJoint } from '../../rig/rigged-head.ts';
import { inverseJointMatrix, jointMatrix } from '../joint-matrix.ts';
import type { FbxMesh } from './fbx-mesh.ts';
import { fbxNode, float64 } from './fbx-node.ts';
import type { FbxId, FbxObjects } from './fbx-objects.ts';
import { animatedNumber, properties70 } from './fbx-properties.ts';
import type { FbxJoint } from './fbx-skeleton.ts';

/** What deformers hang on. */
export interface Deformed {
  readonly objects: FbxObjects;
  readonly geometry: FbxId;
  readonly mesh: FbxMesh;
}

/** One cluster of points and weights for each joint that moves any. */
export function addSkin(
  { objects, geometry, mesh }: Deformed,
  joints: readonly RigJoint[],
  limbs: readonly FbxJoint[],
): void {
  const skin = objects.add(
    'skin',
    { node: 'Deformer', kind: 'Skin' },
    fbxNode('Version', 101),
    fbxNode('Link_DeformAcuracy', float64(50)),
    fbxNode('SkinningType', 'Linear'),
  );
  objects.connect(skin, geometry);
  const clusters = joints.map((): { readonly points: number[]; readonly weights: number[] } => ({
    points: [],
    weights: [],
  }));
  for (const { primitive, vertexOf, firstPoint } of mesh.parts) {
    const { influences, joints: moved, weights } = primitive.weights;
    vertexOf.forEach((v, p) => {
      for (let i = v * influences; i < (v + 1) * influences; i++) {
        if (weights[i] === 0) continue;
        clusters[moved[i]].points.push(firstPoint + p);
        clusters[moved[i]].weights.push(weights[i]);
      }
    });
  }
  clusters.forEach(({ points, weights }, j) => {
    if (points.length === 0) return;
    const cluster = objects.add(
      joints[j].name,
      { node: 'Deformer', nameClass: 'SubDeformer', kind: 'Cluster' },
      fbxNode('Version', 100),
      fbxNode('UserData', '', ''),
      fbxNode('Indexes', Int32Array.from(points)),
      fbxNode('Weights', Float64Array.from(weights)),
      // The mesh stands at the origin: from it to the joint.
      fbxNode('Transform', inverseJointMatrix(joints[j])),
      fbxNode('TransformLink', jointMatrix(joints[j])),
    );
    objects.connect(cluster, skin);
    objects.connect(limbs[j].model, cluster);
  });
}

/** A channel with one shape for each morph target. @returns channels by name */
export function addBlendShapes(
  { objects, geometry, mesh }: Deformed,
  weights: ReadonlyMap<string, number>,
): Map<string, FbxId> {
  const names = [...new Set(mesh.parts.flatMap(({ primitive }) => [...primitive.morphs.keys()]))];
  const channels = new Map<string, FbxId>();
  if (names.length === 0) return channels;
  const deformer = objects.add('shapes', { node: 'Deformer', kind: 'BlendShape' }, fbxNode('Version', 100));
  objects.connect(deformer, geometry);
  for (const name of names) {
    const percent = 100 * (weights.get(name) ?? 0);
    const channel = objects.add(
      name,
      { node: 'Deformer', nameClass: 'SubDeformer', kind: 'BlendShapeChannel' },
      fbxNode('Version', 100),
      properties70(animatedNumber('DeformPercent', percent)),
      fbxNode('DeformPercent', float64(percent)),
      fbxNode('FullWeights', Float64Array.of(100)),
    );
    const { points, deltas, normals } = shapeOf(mesh, name);
    const shape = objects.add(
      name,
      { node: 'Geometry', kind: 'Shape' },
      fbxNode('Version', 100),
      fbxNode('Indexes', Int32Array.from(points)),
      fbxNode('Vertices', Float64Array.from(deltas)),
      fbxNode('Normals', Float64Array.from(normals)),
    );
    objects.connect(channel, deformer);
    objects.connect(shape, channel);
    channels.set(name, channel);
  }
  return channels;
}

/** The points that a target moves or turns, and by what. */
function shapeOf({ parts }: FbxMesh, name: string): { points: number[]; deltas: number[]; normals: number[] } {
  const out = { points: [] as number[], deltas: [] as number[], normals: [] as number[] };
  for (const { primitive, normals, vertexOf, firstPoint } of parts) {
    const delta = primitive.morphs.get(name);
    if (delta === undefined) continue;
    const turned = normals.morph(delta);
    vertexOf.forEach((v, p) => {
      const moves = (values: Float32Array) => values[3 * v] !== 0 || values[3 * v + 1] !== 0 || values[3 * v + 2] !== 0;
      if (!moves(delta) && !moves(turned)) return;
      out.points.push(firstPoint + p);
      out.deltas.push(delta[3 * v], delta[3 * v + 1], delta[3 * v + 2]);
      out.normals.push(turned[3 * v], turned[3 * v + 1], turned[3 * v + 2]);
    });
  }
  // Readers stumble over shapes without any point.
  if (out.points.length === 0) return { points: [0], deltas: [0, 0, 0], normals: [0, 0, 0] };
  return out;
}

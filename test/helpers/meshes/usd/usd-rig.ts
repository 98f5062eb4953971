import { jointTransforms, type MorphWeights, type RigPose } from '../../../../src/export/rig/posed-vertices.ts';
import { usdAttributes } from './usd-in-three.ts';

const MM_PER_METRE = 1000;

/**
 * A stage's meshes as UsdSkel poses them, from the numbers in its text alone: blend shapes, then linear blend skinning about the
 * bind transforms. @returns [P, 3] mm of each mesh's points
 */
export async function posedStage(
  text: string,
  meshes: readonly string[],
  { pose, weights }: { readonly pose: RigPose; readonly weights: MorphWeights },
): Promise<Float64Array[]> {
  const attribute = await usdAttributes(text);
  const numbers = (path: string): number[] => (attribute(path) as number[]).flat(3) as number[];
  const paths = attribute('/head/skeleton.joints') as string[];
  const bind = numbers('/head/skeleton.bindTransforms');
  const joints = paths.map((path, j) => ({
    name: path.split('/').pop() ?? '',
    parent: paths.indexOf(path.split('/').slice(0, -1).join('/')),
    position: [12, 13, 14].map((k) => MM_PER_METRE * bind[16 * j + k]) as [number, number, number],
    rotation: [0, 0, 0, 1] as const,
  }));
  const { linear, offset } = jointTransforms(joints, pose);
  return meshes.map((name) => {
    const mesh = `/head/${name}`;
    const points = numbers(`${mesh}.points`).map((x) => MM_PER_METRE * x);
    for (const shape of (attribute(`${mesh}.skel:blendShapes`) as string[] | undefined) ?? []) {
      const moved = numbers(`${mesh}/${shape}.offsets`);
      (attribute(`${mesh}/${shape}.pointIndices`) as number[]).forEach((p, i) => {
        for (let k = 0; k < 3; k++) points[3 * p + k] += MM_PER_METRE * (weights.get(shape) ?? 0) * moved[3 * i + k];
      });
    }
    const indices = numbers(`${mesh}.primvars:skel:jointIndices`);
    const strengths = numbers(`${mesh}.primvars:skel:jointWeights`);
    const size = (3 * indices.length) / points.length;
    const out = new Float64Array(points.length);
    for (const [i, j] of indices.entries()) {
      const p = 3 * Math.floor(i / size);
      for (let k = 0; k < 3; k++) {
        const [a, b, c] = linear.subarray(9 * j + 3 * k, 9 * j + 3 * k + 3);
        out[p + k] += strengths[i] * (a * points[p] + b * points[p + 1] + c * points[p + 2] + offset[3 * j + k]);
      }
    }
    return out;
  });
}

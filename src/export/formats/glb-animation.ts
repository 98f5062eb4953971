import { Accessor, type Document, type Node } from '@gltf-transform/core';
import type { RigAnimation } from '../rig/rigged-head.ts';

/** Appends an animation to a document whose joints and mesh are there. */
export function addAnimation(
  document: Document,
  joints: ReadonlyMap<string, Node>,
  mesh: Node,
  source: RigAnimation,
): void {
  const animation = document.createAnimation(source.name);
  const input = document
    .createAccessor()
    .setType(Accessor.Type.SCALAR)
    .setArray(source.times as Float32Array<ArrayBuffer>);
  const track = (node: Node, path: 'rotation' | 'weights', type: 'VEC4' | 'SCALAR', values: Float32Array): void => {
    const output = document
      .createAccessor()
      .setType(type)
      .setArray(values as Float32Array<ArrayBuffer>);
    const sampler = document.createAnimationSampler().setInput(input).setOutput(output).setInterpolation('LINEAR');
    animation
      .addSampler(sampler)
      .addChannel(document.createAnimationChannel().setTargetNode(node).setTargetPath(path).setSampler(sampler));
  };
  for (const [name, rotations] of source.rotations) {
    const node = joints.get(name);
    if (node === undefined) throw new Error(`animation ${source.name}: the rig must have a joint ${name}`);
    track(node, 'rotation', 'VEC4', rotations);
  }
  track(mesh, 'weights', 'SCALAR', source.weights);
}

/** @returns unit quaternion (x, y, z, w) of an axis-angle rotation */
export function quaternion(axisAngle: ArrayLike<number>): [number, number, number, number] {
  const angle = Math.hypot(axisAngle[0], axisAngle[1], axisAngle[2]);
  const factor = angle < 1e-9 ? 0.5 : Math.sin(angle / 2) / angle;
  return [factor * axisAngle[0], factor * axisAngle[1], factor * axisAngle[2], Math.cos(angle / 2)];
}

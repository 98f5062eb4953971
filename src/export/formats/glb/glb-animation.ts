import { Accessor, type Document, type Node } from '@gltf-transform/core';
import type { Quaternion } from '../../../geometry/quaternion.ts';
import type { RigAnimation } from '../../rig/rigged-head.ts';

/** A joint's node. */
export interface JointNode {
  readonly node: Node;
  /** The node's rotation where the joint is turned away from rest along the axes of head space. */
  turned(turn: Quaternion): [number, number, number, number];
  /** The node's translation where the joint is shifted away from rest along the axes of head space. @param shift mm */
  shifted(shift: ArrayLike<number>): [number, number, number];
}

/** What an animation moves. */
export interface AnimatedNodes {
  readonly nodes: ReadonlyMap<string, JointNode>;
  readonly mesh: Node;
  /** Morph targets of the mesh. */
  readonly targets: readonly string[];
}

type Path = 'rotation' | 'translation' | 'weights';

/** Appends an animation to a document whose joints and mesh are there. */
export function addAnimation(document: Document, { nodes, mesh, targets }: AnimatedNodes, source: RigAnimation): void {
  const animation = document.createAnimation(source.name);
  const input = document
    .createAccessor()
    .setType(Accessor.Type.SCALAR)
    .setArray(source.times as Float32Array<ArrayBuffer>);
  const track = (node: Node, path: Path, type: 'VEC4' | 'VEC3' | 'SCALAR', values: Float32Array): void => {
    const output = document
      .createAccessor()
      .setType(type)
      .setArray(values as Float32Array<ArrayBuffer>);
    const sampler = document.createAnimationSampler().setInput(input).setOutput(output).setInterpolation('LINEAR');
    animation
      .addSampler(sampler)
      .addChannel(document.createAnimationChannel().setTargetNode(node).setTargetPath(path).setSampler(sampler));
  };
  const jointOf = (name: string): JointNode => {
    const joint = nodes.get(name);
    if (joint === undefined) throw new Error(`animation ${source.name}: the rig must have a joint ${name}`);
    return joint;
  };
  for (const [name, turns] of source.rotations) {
    const joint = jointOf(name);
    const local = new Float32Array(turns.length);
    for (let f = 0; f < turns.length; f += 4)
      local.set(joint.turned([turns[f], turns[f + 1], turns[f + 2], turns[f + 3]]), f);
    track(joint.node, 'rotation', 'VEC4', local);
  }
  for (const [name, shifts] of source.translations ?? []) {
    const joint = jointOf(name);
    const local = new Float32Array(shifts.length);
    for (let f = 0; f < shifts.length; f += 3) local.set(joint.shifted(shifts.subarray(f, f + 3)), f);
    track(joint.node, 'translation', 'VEC3', local);
  }
  const weights = new Float32Array(source.times.length * targets.length);
  targets.forEach((name, m) => {
    source.weights.get(name)?.forEach((weight, f) => {
      weights[f * targets.length + m] = weight;
    });
  });
  if (targets.length > 0) track(mesh, 'weights', 'SCALAR', weights);
}

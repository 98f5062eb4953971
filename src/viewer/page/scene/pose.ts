import { Euler, Quaternion, Vector3 } from 'three';
import type { Head } from './load-head.ts';

/** How a joint is moved along the axes of head space: degrees about x, y, z, then mm along them. */
export type JointMove = readonly [number, number, number, number, number, number];

export const AT_REST: JointMove = [0, 0, 0, 0, 0, 0];
const DEGREES = Math.PI / 180;
const METRES_PER_MM = 1e-3;

/** What a head is posed by; every change is told. */
export interface HeadPose {
  shape(name: string): number;
  setShape(name: string, weight: number): void;
  /** All targets at once, correctives too, in the order of the file. */
  setInfluences(weights: ArrayLike<number>): void;
  move(joint: string): JointMove;
  setMove(joint: string, move: JointMove): void;
  /** A joint's place below the one that it hangs on, as animations have it. */
  setRotation(joint: string, rotation: Quaternion): void;
  setPosition(joint: string, position: Vector3): void;
  /** As the file shows the head. */
  rest(): void;
}

export function headPose({ parts, joints, shapes }: Head, changed: () => void): HeadPose {
  const moves = new Map<string, JointMove>();
  const influences = parts.map(({ mesh }) => mesh.morphTargetInfluences ?? []);
  const shown = influences.map((each) => each.slice());
  const turn = new Quaternion();
  const shift = new Vector3();
  return {
    shape: (name) => influences[0][shapes.get(name) ?? -1] ?? 0,
    setShape(name, weight) {
      const k = shapes.get(name);
      if (k === undefined) return;
      for (const each of influences) each[k] = weight;
      changed();
    },
    setInfluences(weights) {
      for (const each of influences) for (let k = 0; k < each.length; k++) each[k] = weights[k] ?? 0;
      changed();
    },
    move: (joint) => moves.get(joint) ?? AT_REST,
    setMove(name, move) {
      const joint = joints.get(name);
      if (joint === undefined) return;
      moves.set(name, move);
      const [x, y, z, right, up, forwards] = move;
      // In the axes of the joint above: above^-1 R above.
      const back = joint.above.clone().invert();
      turn.setFromEuler(new Euler(x * DEGREES, y * DEGREES, z * DEGREES, 'YXZ'));
      joint.node.quaternion.copy(back).multiply(turn).multiply(joint.above).multiply(joint.rotation);
      shift.set(right, up, forwards).multiplyScalar(METRES_PER_MM).applyQuaternion(back);
      joint.node.position.copy(joint.position).add(shift);
      changed();
    },
    setRotation(name, rotation) {
      joints.get(name)?.node.quaternion.copy(rotation);
      moves.delete(name);
      changed();
    },
    setPosition(name, position) {
      joints.get(name)?.node.position.copy(position);
      changed();
    },
    rest() {
      moves.clear();
      for (const [p, each] of influences.entries()) for (let k = 0; k < each.length; k++) each[k] = shown[p][k];
      for (const { node, rotation, position } of joints.values()) {
        node.quaternion.copy(rotation);
        node.position.copy(position);
      }
      changed();
    },
  };
}

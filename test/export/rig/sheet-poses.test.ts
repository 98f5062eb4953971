import { describe, expect, it } from 'vitest';
import { sheetPoses } from '../../../scripts/export/sheet-poses.ts';
import type { PosableHead } from '../../../src/export/rig/posed-vertices.ts';
import { smallRig } from '../../helpers/meshes/small-rig.ts';

const small = smallRig(new Uint8Array(), new Uint8Array());

/** The small rig under other names. */
function renamed(joints: readonly string[], shapes: readonly string[]): PosableHead {
  const [skin, ...parts] = small.primitives;
  return {
    joints: joints.map((name, j) => ({ name, parent: j - 1, position: [0, 0, 0] })),
    primitives: [{ ...skin, morphs: new Map(shapes.map((name) => [name, new Float32Array(12)])) }, ...parts],
  };
}

/** Poses by name, and what they miss. */
function posesOf(rig: PosableHead) {
  const missing: string[] = [];
  const poses = sheetPoses(rig, (what) => missing.push(what));
  return { missing, of: (name: string) => poses.find((pose) => pose.name === name) };
}

const ARKIT = ['eyeBlinkLeft', 'eyeBlinkRight', 'mouthSmileLeft', 'mouthSmileRight'];
const NATIVE = ['eye-left-closure', 'eye-right-closure', 'mouth-corner-puller'];

describe('the poses of a sheet', () => {
  it('take the first names that a rig has whole', () => {
    const shapesIn = (shapes: readonly string[]) => {
      const { of, missing } = posesOf(renamed(['head', 'jaw'], shapes));
      expect(missing).toEqual([]);
      return ['eyes-shut', 'smile'].flatMap((name) => [...(of(name)?.shapes ?? [])]);
    };
    expect(shapesIn([...NATIVE, ...ARKIT])).toEqual(ARKIT.map((name) => [name, 1]));
    expect(shapesIn([...NATIVE, 'mouthSmileLeft'])).toEqual(NATIVE.map((name) => [name, 1]));
  });

  it('turn the head by 60 degrees in all, half of it in a neck', () => {
    const turns = (joints: readonly string[]) =>
      Array.from(posesOf(renamed(joints, [])).of('head-turned')?.joints ?? [], ([name, { rotation }]) => [
        name,
        Math.round((180 / Math.PI) * (rotation?.[1] ?? 0)),
      ]);
    expect(turns(['root', 'neck', 'head', 'jaw'])).toEqual([
      ['neck', 30],
      ['head', 30],
    ]);
    expect(turns(['head', 'jaw'])).toEqual([['head', 60]]);
  });

  it('tell what a rig lacks, and leave it at rest', () => {
    const { missing, of } = posesOf(renamed(['head'], ARKIT.slice(0, 2)));
    expect(missing.map((what) => what.split(':')[0])).toEqual(['mouth-open', 'smile']);
    expect(of('mouth-open')?.joints.size).toBe(0);
    expect(of('smile')?.shapes.size).toBe(0);
  });
});

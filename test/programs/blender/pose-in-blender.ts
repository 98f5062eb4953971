import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JointPose, MorphWeights, RigPose } from '../../../src/export/rig/posed-vertices.ts';
import { packageFolder } from '../../../src/files/package-files.ts';
import { type Camera, cameraCentre } from '../../../src/geometry/camera.ts';

const BLENDER = 'blender';

/** Why Blender, or what its importers import, is not there; null where it is. */
export function missingBlender(): string | null {
  const imports = ['--background', '--python-exit-code', '1', '--python-expr', 'import numpy'];
  const run = spawnSync(BLENDER, imports, { encoding: 'utf8' });
  return run.status === 0 ? null : 'no blender with numpy: apt-get install blender python3-numpy';
}

/** A pose, and the picture that Blender makes of it where it has one. */
export interface BlenderPose {
  readonly joints: RigPose;
  readonly shapes: MorphWeights;
  /** Square. */
  readonly picture?: { readonly file: string; readonly camera: Camera };
}

/**
 * The vertices of a GLB or an FBX as Blender poses them.
 * @param folder for its files @returns [V, 3] mm of the mesh, for each pose
 */
export function poseInBlender(head: string, poses: readonly BlenderPose[], folder: string): Float64Array[] {
  const files = poses.map((_, i) => join(folder, `pose-${i}.f64`));
  const job = {
    file: head,
    poses: poses.map(({ joints, shapes, picture }, i) => ({
      vertices: files[i],
      joints: Object.fromEntries(Array.from(joints, ([name, pose]) => [name, plain(pose)])),
      shapes: Object.fromEntries(shapes),
      ...(picture === undefined ? {} : { picture: blenderPicture(picture) }),
    })),
  };
  const file = join(folder, 'job.json');
  writeFileSync(file, JSON.stringify(job));
  const script = join(packageFolder(), 'test', 'programs', 'blender', 'pose.py');
  const run = spawnSync(
    BLENDER,
    ['--background', '--factory-startup', '--python-exit-code', '1', '--python', script, '--', file],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (run.status !== 0) throw new Error(`blender: ${run.stderr || run.stdout.slice(-2000)}`);
  return files.map((path) => new Float64Array(Uint8Array.from(readFileSync(path)).buffer));
}

function plain(pose: JointPose): Record<string, number[]> {
  return Object.fromEntries(Object.entries(pose).map(([name, numbers]) => [name, Array.from(numbers)]));
}

function blenderPicture({ file, camera }: { readonly file: string; readonly camera: Camera }) {
  return {
    file,
    pixels: camera.width,
    camera: {
      position: cameraCentre(camera),
      rotation: Array.from(camera.rotation),
      fovDegrees: (2 * Math.atan(camera.width / 2 / camera.fx) * 180) / Math.PI,
    },
  };
}

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sheetCamera } from '../../scripts/export/sheet-camera.ts';
import { inRows, joined, restVertices } from '../../scripts/export/sheet-picture.ts';
import { type SheetPose, sheetPoses } from '../../scripts/export/sheet-poses.ts';
import { PRESET_NAMES } from '../../src/export/formats/fbx/scene-preset.ts';
import { writtenExtras } from '../../src/export/rig/extras/written-extras.ts';
import { loadRig } from '../../src/export/rig/load-rig.ts';
import { posedVertices } from '../../src/export/rig/posed-vertices.ts';
import type { RiggedHead } from '../../src/export/rig/rigged-head.ts';
import { writtenShapes } from '../../src/export/rig/shapes/written-shapes.ts';
import { encodePng } from '../../src/image/image-file.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { quickFit } from '../helpers/fitting/quick-fit.ts';
import { DEMO, ROOT } from '../helpers/folders.ts';
import { atPoints } from '../helpers/meshes/usd/at-points.ts';
import { posedStage } from '../helpers/meshes/usd/usd-rig.ts';
import { runCli, temporaryFolder } from '../helpers/run-cli.ts';
import { farthest, mixedPose } from './blender/mixed-pose.ts';
import { missingBlender, poseInBlender } from './blender/pose-in-blender.ts';

/** Sheets to be looked at, by format. */
const PICTURES = join(ROOT, 'test', 'out', 'formats');
const PIXELS = 400;
const TOLERANCE_MM = 0.05;

const noBlender = missingBlender();
const why = noBlender === null ? '' : ` (skipped: ${noBlender})`;

describe('a head in the files of others', () => {
  let fitted: Promise<{ folder: string; rig: RiggedHead; poses: SheetPose[] }> | undefined;
  const fittedRig = () => {
    fitted ??= (async () => {
      const folder = quickFit('demo', DEMO);
      const rig = writtenExtras(writtenShapes(await loadRig(folder)));
      return { folder, rig, poses: [...sheetPoses(rig, () => undefined), mixedPose(rig)] };
    })();
    return fitted;
  };
  const exported = async (...flags: readonly string[]): Promise<string> => {
    const out = join(temporaryFolder(), 'out');
    const run = runCli('export', (await fittedRig()).folder, '-o', out, ...flags);
    expect(run.code, run.stderr).toBe(0);
    return out;
  };
  const sheet = async (name: string, files: readonly string[]): Promise<void> => {
    mkdirSync(PICTURES, { recursive: true });
    const pictures = await Promise.all(files.map(async (file) => (await loadImage(file)).image));
    writeFileSync(join(PICTURES, `${name}.png`), await encodePng(inRows(pictures)));
  };

  it.skipIf(noBlender !== null).each([...PRESET_NAMES])(`moves as with us from an FBX for %s${why}`, async (preset) => {
    const { rig, poses } = await fittedRig();
    const out = await exported('--format', 'fbx', '--preset', preset);
    const drawn = preset === 'blender';
    const rest = restVertices(rig);
    const file = (pose: SheetPose): string => join(out, `${pose.name}.png`);
    const shown = poses.map((pose) => ({
      ...pose,
      ...(drawn ? { picture: { file: file(pose), camera: sheetCamera(pose.view, rest, PIXELS) } } : {}),
    }));
    const theirs = poseInBlender(join(out, 'head.fbx'), shown, out);
    for (const [p, { name, joints, shapes }] of poses.entries())
      expect(farthest(theirs[p], joined(atPoints(posedVertices(rig, joints, shapes), rig))), name).toBeLessThanOrEqual(
        TOLERANCE_MM,
      );
    if (drawn) await sheet('fbx', poses.slice(0, 8).map(file));
  });

  it('moves as with us by the numbers in a USD', async () => {
    const { rig, poses } = await fittedRig();
    const text = readFileSync(join(await exported('--format', 'usda'), 'head.usda'), 'utf8');
    const names = rig.primitives.map(({ name }) => name);
    for (const { name, joints, shapes } of poses) {
      const theirs = joined(await posedStage(text, names, { pose: joints, weights: shapes }));
      const ours = joined(atPoints(posedVertices(rig, joints, shapes), rig));
      expect(farthest(theirs, ours), name).toBeLessThanOrEqual(1e-3);
    }
  });
});

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sheetCamera } from '../../../scripts/export/sheet-camera.ts';
import { inRows, joined, restVertices, sheetPicture } from '../../../scripts/export/sheet-picture.ts';
import { type SheetPose, sheetPoses } from '../../../scripts/export/sheet-poses.ts';
import { softEdges } from '../../../src/export/rig/edges/soft-edges.ts';
import { writtenExtras } from '../../../src/export/rig/extras/written-extras.ts';
import { loadRig } from '../../../src/export/rig/load-rig.ts';
import { posedVertices } from '../../../src/export/rig/posed-vertices.ts';
import type { RiggedHead } from '../../../src/export/rig/rigged-head.ts';
import { encodePng } from '../../../src/image/image-file.ts';
import { loadImage } from '../../../src/image/load-image.ts';
import type { EdgeTriangles } from '../../../src/render/mesh/edge-triangles.ts';
import { quickFit } from '../../helpers/fitting/quick-fit.ts';
import { ROOT } from '../../helpers/folders.ts';
import { threeRig } from '../../helpers/meshes/three-rig.ts';
import { temporaryFolder } from '../../helpers/run-cli.ts';
import { farthest, mixedPose } from './mixed-pose.ts';
import { missingBlender, poseInBlender } from './pose-in-blender.ts';

/** Sheets to be looked at: ours and Blender's, by head. */
const PICTURES = join(ROOT, 'test', 'out', 'poses');
const PIXELS = 400;
const TOLERANCE_MM = 0.05;

const noBlender = missingBlender();

type Edges = ReadonlyMap<string, EdgeTriangles>;

/** What a reader keeps of a part's vertices [V, 3] for some of its triangles. */
type Kept = (vertices: Float64Array, triangles: Uint32Array) => Float64Array;

/** Vertices part by part as a GLB's reader has them: a soft edge is a part of its own, over the vertices of its whole. */
function asRead(
  { primitives }: RiggedHead,
  edges: Edges,
  vertices: readonly Float64Array[],
  kept: Kept,
): Float64Array[] {
  return vertices.flatMap((own, p) => {
    const split = edges.get(primitives[p].name);
    if (split === undefined) return [own];
    return [split.whole, split.edge].filter(({ length }) => length > 0).map((triangles) => kept(own, triangles));
  });
}

/** Those that triangles use, in their order: what Blender keeps. */
const usedRows: Kept = (vertices, triangles) =>
  Float64Array.from(
    [...new Set(triangles)].sort((a, b) => a - b).flatMap((v) => Array.from(vertices.subarray(3 * v, 3 * v + 3))),
  );

/** That three.js and Blender move a fit's rig as we do. @param capture of which the rig is fitted */
export function describeRig(name: string, capture: string): void {
  describe(`the rig of ${name}`, () => {
    const noCapture = existsSync(capture) ? null : `no ${name} at hand`;
    const why = (reason: string | null): string => (reason === null ? '' : ` (skipped: ${reason})`);
    let fitted: Promise<{ folder: string; rig: RiggedHead; edges: Edges; poses: SheetPose[] }> | undefined;
    const fittedRig = () => {
      fitted ??= (async () => {
        const folder = quickFit(name, capture);
        const rig = writtenExtras(await loadRig(folder));
        const missing: string[] = [];
        const poses = [...sheetPoses(rig, (what) => missing.push(what)), mixedPose(rig)];
        expect(missing).toEqual([]);
        return { folder, rig, edges: await softEdges(rig), poses };
      })();
      return fitted;
    };

    it.skipIf(noCapture !== null)(`moves in three.js as with us${why(noCapture)}`, async () => {
      const { folder, rig, edges, poses } = await fittedRig();
      const three = await threeRig(readFileSync(join(folder, 'head.glb')));
      for (const { name: pose, joints, shapes } of poses) {
        const ours = asRead(rig, edges, posedVertices(rig, joints, shapes), (own) => own);
        expect(farthest(joined(three.posed(joints, shapes)), joined(ours)), pose).toBeLessThanOrEqual(TOLERANCE_MM);
      }
    });

    it.skipIf(noCapture !== null)(`loses little by four joints a vertex${why(noCapture)}`, async () => {
      const { folder } = await fittedRig();
      const { methods } = JSON.parse(readFileSync(join(folder, 'fit.json'), 'utf8'));
      const { views, joints } = methods.asm.influenceLoss;
      // Nothing at rest, whatever the weights; none of the views' where they show one expression.
      for (const { meanMm, maxMm } of [joints, ...(views === null ? [] : [views])]) {
        expect(meanMm).toBeLessThanOrEqual(0.1);
        expect(maxMm).toBeLessThanOrEqual(0.6);
      }
    });

    const noPictures = noCapture ?? noBlender;
    it.skipIf(noPictures !== null)(`moves in Blender as with us${why(noPictures)}`, async () => {
      const { folder, rig, edges, poses } = await fittedRig();
      const work = temporaryFolder();
      const rest = restVertices(rig);
      const file = (pose: SheetPose): string => join(work, `${pose.name}.png`);
      const shown = poses.map((pose) => ({
        ...pose,
        picture: { file: file(pose), camera: sheetCamera(pose.view, rest, PIXELS) },
      }));
      const theirs = poseInBlender(join(folder, 'head.glb'), shown, work);
      for (const [p, { name: pose, joints, shapes }] of poses.entries()) {
        const ours = asRead(rig, edges, posedVertices(rig, joints, shapes), usedRows);
        expect(farthest(theirs[p], joined(ours)), pose).toBeLessThanOrEqual(TOLERANCE_MM);
      }

      mkdirSync(PICTURES, { recursive: true });
      const eight = poses.slice(0, 8);
      const ours = await sheetPicture(rig, eight, PIXELS);
      writeFileSync(join(PICTURES, `${name}.png`), await encodePng(ours));
      const pictures = await Promise.all(eight.map(async (pose) => (await loadImage(file(pose))).image));
      writeFileSync(join(PICTURES, `${name}-blender.png`), await encodePng(inRows(pictures)));
    });
  });
}

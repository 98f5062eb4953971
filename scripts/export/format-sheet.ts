/**
 * Heads out of each of their files, posed, there to be looked at and measured:
 *   node dist-tools/scripts/export/format-sheet.js <jpg> (<fit> <folder of its export: glb,vrm,fbx,usda>)...
 * Rows: GLB, VRM (a GLB with more in it) and FBX as Blender poses and draws them, USD as the numbers in its text pose it by UsdSkel's
 * formula, drawn by our renderer. Columns: each head with its jaw open, its eyes shut, turned, smiling. Told is how far each
 * file's vertices are from ours at most, mm.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { weldedPoints } from '../../src/export/formats/welded-points.ts';
import { placeRig, rigMesh } from '../../src/export/pictures/rig-mesh.ts';
import { loadRigMesh, rigPicture } from '../../src/export/pictures/rig-picture.ts';
import { writtenExtras } from '../../src/export/rig/extras/written-extras.ts';
import { loadRig } from '../../src/export/rig/load-rig.ts';
import { posedVertices } from '../../src/export/rig/posed-vertices.ts';
import type { RiggedHead } from '../../src/export/rig/rigged-head.ts';
import { writtenShapes } from '../../src/export/rig/shapes/written-shapes.ts';
import type { Camera } from '../../src/geometry/camera.ts';
import type { ByteImage } from '../../src/image/image.ts';
import { encodeJpeg } from '../../src/image/image-file.ts';
import { loadImage } from '../../src/image/load-image.ts';
import { plainKernels } from '../../src/kernels/runtime/plain-kernels.ts';
import { atHeight } from '../../src/render/pictures/face-pictures.ts';
import { atPoints } from '../../test/helpers/meshes/usd/at-points.ts';
import { posedStage } from '../../test/helpers/meshes/usd/usd-rig.ts';
import { farthest } from '../../test/programs/blender/mixed-pose.ts';
import { poseInBlender } from '../../test/programs/blender/pose-in-blender.ts';
import { sheetCamera } from './sheet-camera.ts';
import { inRows, joined, restVertices } from './sheet-picture.ts';
import { type SheetPose, sheetPoses } from './sheet-poses.ts';

const PIXELS = 170;
const QUALITY = 88;
const POSES = ['mouth-open', 'eyes-shut', 'head-turned', 'smile'];
/** Of a pixel's side in our renderer's pictures. */
const SAMPLES = 2;
/** As Blender's world is behind the others, sRGB. */
const BACKGROUND = [160, 170, 179];

/** @returns a picture for each pose */
type Reader = (rig: RiggedHead, poses: readonly SheetPose[], folder: string) => Promise<ByteImage[]>;

const [jpg, ...folders] = process.argv.slice(2);
if (folders.length === 0 || folders.length % 2 !== 0) {
  console.error('usage: node dist-tools/scripts/export/format-sheet.js <jpg> (<fit> <folder of its export>)...');
  process.exit(2);
}
const READERS: readonly Reader[] = [
  inBlender('head.glb', joined),
  inBlender('head.vrm', joined),
  inBlender('head.fbx', (parts, rig) => joined(atPoints(parts, rig))),
  byItsNumbers,
];
const rows: ByteImage[][] = READERS.map(() => []);
for (let i = 0; i < folders.length; i += 2) {
  const rig = writtenExtras(writtenShapes(await loadRig(folders[i])));
  const poses = sheetPoses(rig, (what) => console.error(`missing: ${what}`)).filter(({ name }) => POSES.includes(name));
  for (const [r, read] of READERS.entries()) rows[r].push(...(await read(rig, poses, folders[i + 1])));
}
writeFileSync(jpg, await encodeJpeg(inRows(rows.flat(), rows[0].length), QUALITY));

/** @param ours the file's vertices [V, 3] mm of ours of each primitive */
function inBlender(name: string, ours: (parts: Float64Array[], rig: RiggedHead) => Float64Array): Reader {
  return async (rig, poses, folder) => {
    const work = mkdtempSync(join(tmpdir(), 'asm-fit-formats-'));
    try {
      // Blender goes by the end of the name.
      const file = join(work, name.replace(/vrm$/, 'glb'));
      copyFileSync(join(folder, name), file);
      const rest = restVertices(rig);
      const wanted = poses.map(({ joints, shapes }) => ours(posedVertices(rig, joints, shapes), rig));
      const [still] = poseInBlender(file, [{ joints: new Map(), shapes: new Map() }], work);
      const atRest = ours(posedVertices(rig, new Map(), new Map()), rig);
      // A VRM stands on the ground.
      const shift = [0, 1, 2].map((k) => still[k] - atRest[k]);
      const shown = poses.map(({ view, joints, shapes }, p) => {
        const camera = sheetCamera(view, rest, PIXELS);
        return { joints, shapes, picture: { file: join(work, `${p}.png`), camera: movedBy(camera, shift) } };
      });
      const posed = poseInBlender(file, shown, work);
      for (const [p, vertices] of posed.entries())
        tell(
          join(folder, name),
          poses[p],
          farthest(
            vertices.map((x, i) => x - shift[i % 3]),
            wanted[p],
          ),
        );
      return await Promise.all(shown.map(async ({ picture }) => (await loadImage(picture.file)).image));
    } finally {
      rmSync(work, { recursive: true });
    }
  };
}

/** USD's text alone, by UsdSkel's formula. */
async function byItsNumbers(rig: RiggedHead, poses: readonly SheetPose[], folder: string): Promise<ByteImage[]> {
  const text = readFileSync(join(folder, 'head.usda'), 'utf8');
  const names = rig.primitives.map(({ name }) => name);
  const mesh = await rigMesh(rig);
  const rest = restVertices(rig);
  const kernels = plainKernels();
  const pictures: ByteImage[] = [];
  for (const pose of poses) {
    const points = await posedStage(text, names, { pose: pose.joints, weights: pose.shapes });
    tell(
      join(folder, 'head.usda'),
      pose,
      farthest(joined(points), joined(atPoints(posedVertices(rig, pose.joints, pose.shapes), rig))),
    );
    const vertices = rig.primitives.map((primitive, p) =>
      Float64Array.from(
        Array.from(weldedPoints(primitive).pointOf).flatMap((at) => [...points[p].subarray(3 * at, 3 * at + 3)]),
      ),
    );
    const mark = kernels.memory.mark();
    const placed = placeRig(mesh, joined(vertices));
    const camera = sheetCamera(pose.view, rest, SAMPLES * PIXELS);
    const picture = rigPicture(kernels, loadRigMesh(kernels, mesh, placed), camera, BACKGROUND);
    pictures.push(await atHeight(picture, PIXELS));
    kernels.memory.release(mark);
  }
  return pictures;
}

/** The camera with the world moved, x' = x + shift: t' = t - R shift. */
function movedBy(camera: Camera, shift: readonly number[]): Camera {
  const turned = [0, 1, 2].map((row) => [0, 1, 2].reduce((sum, k) => sum + camera.rotation[3 * row + k] * shift[k], 0));
  return { ...camera, translation: camera.translation.map((t, k) => t - turned[k]) as typeof camera.translation };
}

function tell(file: string, { name }: SheetPose, mm: number): void {
  console.log(`${file} ${name}: ${mm.toFixed(4)} mm`);
}

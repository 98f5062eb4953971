import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadCapture } from '../../src/capture/load-capture.ts';
import { NOSE_TIP, sevenOf } from '../../src/capture/scan/scan-landmarks.ts';
import { BACKGROUND, BODY_SKIN, CLOTHES } from '../../src/capture/segmentation/classes.ts';
import { loadLabels } from '../../src/capture/segmentation/label-image.ts';
import { labelView } from '../../src/capture/segmentation/label-view.ts';
import { toWorkingCamera } from '../../src/capture/working-view.ts';
import { markedHead } from '../../src/evaluation/marked-head.ts';
import { readObjVertices } from '../../src/evaluation/read-obj.ts';
import { measureMesh } from '../../src/evaluation/scan-error.ts';
import { SCAN_PROTOCOLS } from '../../src/evaluation/scan-protocols.ts';
import { fitCapture } from '../../src/fitting/fit-capture.ts';
import { hairWork, type ShapedHair, shapeHair } from '../../src/fitting/hair/shell-hair.ts';
import { FIT_DEFAULTS } from '../../src/fitting/options/fit-options.ts';
import { type Camera, project } from '../../src/geometry/camera.ts';
import { embeddedPoints, type HeadModel, outerSkin } from '../../src/head/head-model.ts';
import { NO_TRIANGLE } from '../../src/kernels/jobs/pixels/rasterize.ts';
import type { Kernels } from '../../src/kernels/kernel.ts';
import { rasterize } from '../../src/render/raster/rasterize.ts';
import { addConfusion, type Confusion, confusionOf, headOverlap, noConfusion, overlap } from './label-check.ts';
import { type PaintedPixels, paintedPixels } from './painted-pixels.ts';

/** What a fit of a synthetic capture came to beside its truth. */
export interface PortraitResult extends PaintedPixels {
  /** Of the face, protocol `now`, mm. */
  readonly faceMm: number;
  /** Intersection over union of head, neck and hair as they are told from the rest with what they are, of each view. */
  readonly toldHead: readonly number[];
  /** The same of the fitted skin with the true one, as without hair, where no clothes are. */
  readonly fittedHead: readonly number[];
  /** The same of the fitted skin and hair with what is head, neck or hair in truth, where no clothes are. */
  readonly hairyHead: readonly number[];
  readonly confusion: Confusion;
}

const SILENT = { stage: () => {}, step: () => {} };

/** Fits a synthetic capture by its photographs and compares with its truth. */
export async function measurePortrait(
  kernels: Kernels,
  head: HeadModel,
  folder: string,
  { ignoreCameras }: { readonly ignoreCameras: boolean },
): Promise<PortraitResult> {
  const mark = kernels.memory.mark();
  const capture = await loadCapture(folder, { ignoreCameras });
  const given = await loadCapture(folder, { ignoreCameras: false });
  const fitted = await fitCapture(kernels, capture, head, { options: FIT_DEFAULTS, progress: SILENT });
  const read = JSON.parse(readFileSync(join(folder, 'truth.json'), 'utf8')) as { views: { labels: string }[] };
  const positions = readObjVertices(readFileSync(join(folder, 'truth.obj'), 'utf8'));
  const truth: Uint8Array[] = [];
  const confusion = noConfusion();
  const toldHead: number[] = [];
  const fittedHead: number[] = [];
  const hairyHead: number[] = [];
  const { observed, cameras, working: views } = fitted;
  const work = hairWork(kernels, { head, positions: fitted.positions, views: observed.used, cameras, working: views });
  const hair = work === null ? null : shapeHair(kernels, work);
  for (const [v, { view }] of fitted.observed.used.entries()) {
    const index = capture.views.indexOf(view);
    const { width, height } = view.image;
    const labels = await loadLabels(join(folder, read.views[index].labels), width, height);
    const working = fitted.working[v];
    const own = labelView({ ...working, mask: working.mask.slice().fill(1) }, { kind: 'image', labels, width });
    const told = working.labels;
    if (own === null || told === null) throw new Error('classes must be known of every view');
    truth.push(own);
    addConfusion(confusion, confusionOf(own, told));
    toldHead.push(headOverlap(own, told));
    const camera = given.views[index].camera;
    if (camera === null) throw new Error('synthetic captures have cameras');
    const silhouettes = [
      silhouette(head, positions, toWorkingCamera(camera, working)),
      silhouette(head, fitted.positions, toWorkingCamera(fitted.cameras[v], working)),
    ];
    const bare = (skin: Uint8Array): Uint8Array => skin.map((on, k) => (own[k] === CLOTHES ? 0 : on));
    fittedHead.push(overlap(bare(silhouettes[0]), bare(silhouettes[1])));
    const hairy = withHair(silhouettes[1], hair, toWorkingCamera(fitted.cameras[v], working));
    hairyHead.push(headOverlap(own, bare(hairy)));
  }
  const marks = embeddedPoints(head.embeddings.ibug68, positions);
  const scan = {
    positions,
    triangles: outerSkin(head),
    landmarks: sevenOf(marks),
    noseTip: marks.slice(3 * NOSE_TIP, 3 * NOSE_TIP + 3),
  };
  const { error } = measureMesh(kernels, markedHead(head, fitted.positions), scan, SCAN_PROTOCOLS.now);
  const painted = paintedPixels(kernels, fitted, truth);
  kernels.memory.release(mark);
  return { ...painted, faceMm: error.meanMm, toldHead, fittedHead, hairyHead, confusion };
}

/** What of a picture a bald head or its hair covers, as classes [h, w]. @param bald [h, w] */
function withHair(bald: Uint8Array, hair: ShapedHair | null, camera: Camera): Uint8Array {
  if (hair === null) return bald.map((on) => (on === 1 ? BODY_SKIN : BACKGROUND));
  const { positions, triangles, edge } = hair.mesh;
  const inside = triangles.filter((_, k) => {
    const t = 3 * Math.floor(k / 3);
    return edge[triangles[t]] + edge[triangles[t + 1]] + edge[triangles[t + 2]] > 0;
  });
  const { triangle } = rasterize(project(camera, positions), inside, camera.width, camera.height);
  return bald.map((on, k) => (on === 1 || triangle[k] !== NO_TRIANGLE ? BODY_SKIN : BACKGROUND));
}

/** Where a bald head and its neck are seen [h, w]. */
function silhouette(head: HeadModel, positions: Float64Array, camera: Camera): Uint8Array {
  const triangles = outerSkin(head);
  const { triangle } = rasterize(project(camera, positions), triangles, camera.width, camera.height);
  return Uint8Array.from(triangle, (t) => (t === NO_TRIANGLE ? 0 : 1));
}

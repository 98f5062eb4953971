import { setImmediate } from 'node:timers/promises';
import { landmarkPoints } from '../../fitting/evidence/landmark-points.ts';
import type { FittedHead } from '../../fitting/finish/fitted-head.ts';
import { landmarkError } from '../../fitting/finish/landmark-error.ts';

import { viewMeshes } from '../../fitting/unknowns/view-mesh.ts';
import { type Camera, headPoseDegrees, project, scaleCamera } from '../../geometry/camera.ts';
import { faceTriangles, skinTriangles } from '../../head/head-model.ts';
import { pointPositions } from '../../head/shape/shape-space.ts';
import { halveImage } from '../../image/image.ts';
import { encodeJpeg, encodePng } from '../../image/image-file.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { headRenderMesh, loadPartImages } from '../../render/mesh/head-mesh.ts';
import { loadMesh, plainMesh, shadeLoadedMesh, viewLoadedMesh } from '../../render/mesh/loaded-mesh.ts';
import { STUDIO_ALBEDO, STUDIO_LIGHT } from '../../render/pictures/face-pictures.ts';
import { drawOverlay, type Overlay, sheetBytes } from '../../render/pictures/overlay.ts';
import type { BakedTexture } from '../../render/texture/bake-texture.ts';
import type { OutputFolder } from '../output/output-folder.ts';

/** How a view came out, and its sheet for the report. */
export interface ViewResult {
  readonly name: string;
  readonly caption: string;
  /** data: URL */
  readonly picture: string;
  /** Null where the view has no landmarks, or the head lies behind its camera. */
  readonly rmsPx: number | null;
  readonly rmsPercentIod: number | null;
  /** Null where the head covers no pixel of the view. */
  readonly psnrDb: number | null;
}

/** Sheets that are drawn or encoded at a time: each holds tens of megabytes. */
const SHEETS = 2;
const JPEG_QUALITY = 80;

/**
 * Draws a sheet of every view, writes it to `views/` and measures the view.
 * @param cameras of the working views
 * @param halvings how often a sheet's panels are halved against the working view
 */
export async function writeViewSheets(
  kernels: Kernels,
  fitted: FittedHead,
  cameras: readonly Camera[],
  baked: BakedTexture,
  halvings: number,
  folder: OutputFolder,
): Promise<ViewResult[]> {
  const { head } = fitted;
  const { memory } = kernels;
  const parts = await loadPartImages(head);
  const landmarks = landmarkPoints(fitted.space);
  const onFace = faceTriangles(head);
  const mark = memory.mark();
  const loaded = loadMesh(memory, headRenderMesh(head, fitted.positions, baked.albedo, parts));
  const plain = plainMesh(memory, loaded, STUDIO_ALBEDO);
  const largest = Math.max(...fitted.working.map(({ image }) => sheetBytes(image)));
  const buffers = Array.from({ length: SHEETS }, () => new Uint8Array(largest));
  const results: Omit<ViewResult, 'picture'>[] = [];
  const pictures: string[] = [];
  const pending: Promise<[Buffer, Buffer]>[] = [];
  const finish = async (sheet: Promise<[Buffer, Buffer]>): Promise<void> => {
    const [png, jpeg] = await sheet;
    const { view } = fitted.observed.used[pictures.length];
    folder.write(`views/${String(view.index).padStart(2, '0')}_overlay.png`, png);
    pictures.push(`data:image/jpeg;base64,${jpeg.toString('base64')}`);
  };
  for (const [v, mesh] of viewMeshes(fitted).entries()) {
    if (pending.length === SHEETS) await finish(pending.shift() as Promise<[Buffer, Buffer]>);
    const viewMark = memory.mark();
    let { image } = fitted.working[v];
    for (let k = 0; k < halvings; k++) image = halveImage(image);
    const scale = 0.5 ** halvings;
    const camera = scaleCamera(cameras[v], scale, image.width, image.height);
    const view = viewLoadedMesh(kernels, loaded, mesh, camera);
    const points = pointPositions(landmarks, mesh);
    const pixels = project(camera, points);
    const overlay = drawOverlay(
      {
        image,
        view,
        rendered: shadeLoadedMesh(kernels, loaded, view, baked.lights[v]),
        shaded: shadeLoadedMesh(kernels, plain, view, STUDIO_LIGHT),
        detected: detectedIn(fitted, v, scale),
        fitted: Float64Array.from({ length: (2 * pixels.length) / 3 }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
        wires: skinTriangles(head),
      },
      onFace,
      buffers[v % SHEETS],
    );
    memory.release(viewMark);
    // Encoded on other threads while the next view is drawn.
    pending.push(Promise.all([encodePng(overlay.image), encodeJpeg(overlay.image, JPEG_QUALITY)]));
    await setImmediate();
    results.push(measureView(fitted, v, points, overlay));
  }
  memory.release(mark);
  for (const sheet of pending) await finish(sheet);
  return results.map((result, v) => ({ ...result, picture: pictures[v] }));
}

/** Detected landmarks in the pixels of a working view times a factor. */
function detectedIn(
  { observations, working }: FittedHead,
  v: number,
  factor: number,
): { points: Float64Array; confidence: Float64Array } | null {
  const observation = observations[v];
  if (observation === null) return null;
  const { offsetX, offsetY, scale } = working[v];
  const points = observation.points.map((x, i) => (x - (i % 2 === 0 ? offsetX : offsetY)) * scale * factor);
  return { points, confidence: observation.confidence };
}

function measureView(
  fitted: FittedHead,
  v: number,
  landmarks: Float64Array,
  { psnrDb }: Overlay,
): Omit<ViewResult, 'picture'> {
  const observation = fitted.observations[v];
  const camera = fitted.cameras[v];
  const error = observation === null ? null : landmarkError(camera, landmarks, observation, fitted.bias);
  const { yaw, pitch } = headPoseDegrees(camera.rotation);
  const landmarkText =
    error === null
      ? observation === null
        ? 'no landmarks'
        : 'the head lies behind the camera'
      : `landmarks ${error.rmsPx.toFixed(1)} px rms (${error.rmsPercentIod.toFixed(2)} % IOD)`;
  return {
    name: fitted.observed.used[v].view.name,
    caption: `yaw ${yaw.toFixed(0)}°, pitch ${pitch.toFixed(0)}°; ${landmarkText}; ${psnrDb === null ? 'no pixel covered' : `${psnrDb.toFixed(1)} dB`}`,
    rmsPx: error?.rmsPx ?? null,
    rmsPercentIod: error?.rmsPercentIod ?? null,
    psnrDb,
  };
}

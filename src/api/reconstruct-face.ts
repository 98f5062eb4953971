import { resultName } from '../capture/frames/result-name.ts';
import { findFaces } from '../deca/find-faces.ts';
import { reconstructFace as decodeFace } from '../deca/reconstruct-face.ts';
import { withFaceRigs } from '../export/faces/face-thread.ts';
import { beginFace, faceRig, shownFace } from '../export/rig/face-rig.ts';
import type { ByteImage } from '../image/image.ts';
import { loadImage, loadImageBytes } from '../image/load-image.ts';
import { withKernels } from '../kernels/runtime/with-kernels.ts';
import { networkRuntime, runtimeWarning } from '../onnx/onnx-runtime.ts';
import { resolveOptions } from '../option-value.ts';
import {
  RECONSTRUCT_FACE_DEFAULTS,
  RECONSTRUCT_FACE_VALUES,
  type ReconstructFaceOptions,
} from './options/reconstruct-face-options.ts';
import { checkPath } from './options/shared-values.ts';
import { type ReconstructedFace, reconstructedFace } from './results/reconstructed-face.ts';
import { loadFaceModel } from './road/load-face-model.ts';

/** What a picture that has no file is called. */
const NO_FILE = 'face';

/**
 * The face of one photograph by the encoder alone, as `asm-fit reconstruct` makes it. Prints nothing and writes nothing.
 * @param image a picture's path, or the bytes of its file: JPEG, PNG, WebP, TIFF, AVIF, BMP, the first frame of a GIF
 * @throws {AsmFitError} usage: an option is none; input: the picture does not decode, or `strict` and no person's; no_face. Where `signal` fires: its
 * reason.
 * @example
 * import { writeFile } from 'node:fs/promises';
 * import { reconstructFace, toGlb } from 'asm-fit';
 *
 * const face = await reconstructFace('photo.jpg');
 * console.log(`${face.vertices.length / 3} vertices, a smile of ${face.expression['mouth-corner-puller-left'] ?? 0}`);
 * await writeFile('face.glb', await toGlb(face));
 */
export async function reconstructFace(
  image: string | Uint8Array,
  options: ReconstructFaceOptions = {},
): Promise<ReconstructedFace> {
  if (!(image instanceof Uint8Array)) checkPath('reconstructFace', image);
  const settings = resolveOptions('reconstructFace', RECONSTRUCT_FACE_VALUES, RECONSTRUCT_FACE_DEFAULTS, options);
  const signal = settings.signal ?? undefined;
  signal?.throwIfAborted();
  const started = performance.now();
  const frame = await readFrame(image);
  return withFaceRigs(settings.threads, async (rigs) => {
    const load = () => loadFaceModel(rigs);
    const { model, faces, warnings } = await findFaces(load, [frame], { ...settings, signal, painted: true });
    // What the network takes the painting needs; a process may reconstruct many.
    await model.encoder.close();
    signal?.throwIfAborted();
    const slow = runtimeWarning(await networkRuntime());
    return withKernels(settings.threads, async (kernels) => {
      const { tables } = model;
      const [found] = faces;
      const { view, detectorConfidence } = found;
      const building = beginFace(kernels, tables, view.codes, settings);
      const face = decodeFace(kernels, tables, frame.image, found);
      const { name } = frame;
      const { rig } = await faceRig(tables, shownFace(face), { name, building });
      signal?.throwIfAborted();
      return reconstructedFace(tables.decoder.head, face, rig, {
        name,
        detectorConfidence,
        warnings: [...warnings, ...(slow === null ? [] : [slow])],
        seconds: (performance.now() - started) / 1000,
      });
    });
  });
}

async function readFrame(image: string | Uint8Array): Promise<{ readonly name: string; readonly image: ByteImage }> {
  if (typeof image === 'string') return { name: resultName(image), image: (await loadImage(image)).image };
  return { name: NO_FILE, image: (await loadImageBytes(image, NO_FILE)).image };
}

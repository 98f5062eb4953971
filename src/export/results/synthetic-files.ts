import { NOSE_TIP, SEVEN } from '../../capture/scan/scan-landmarks.ts';
import type { SyntheticHeadCapture, SyntheticOptions } from '../../evaluation/synthetic/synthetic-capture.ts';
import { eyeballs } from '../../head/anatomy/eyeballs.ts';
import { type HeadModel, outerSkin } from '../../head/head-model.ts';
import { byteImage } from '../../image/image.ts';
import { encodeJpeg } from '../../image/image-file.ts';
import { mtlText, objText } from '../formats/obj.ts';
import type { OutputFolder } from '../output/output-folder.ts';
import { headSurface } from '../rig/head-surface.ts';
import { eyesJson, gazeJson } from './eyes-json.ts';

const JPEG_QUALITY = 92;

/** Writes a synthetic capture: photographs, capture.json with the cameras, truth.obj with landmarks, and truth.json. */
export async function writeSyntheticCapture(
  head: HeadModel,
  capture: SyntheticHeadCapture,
  options: SyntheticOptions,
  folder: OutputFolder,
): Promise<void> {
  const names = capture.cameras.map((_, v) => `views/${String(v).padStart(2, '0')}.jpg`);
  for (const [v, image] of capture.images.entries())
    folder.write(names[v], await encodeJpeg(byteImage(image), JPEG_QUALITY));
  const triples = (values: ArrayLike<number>): number[][] =>
    Array.from({ length: values.length / 3 }, (_, i) => [values[3 * i], values[3 * i + 1], values[3 * i + 2]]);
  const json = {
    version: 1,
    name: `synthetic-${options.seed}`,
    unit: 'mm',
    views: capture.cameras.map((camera, v) => ({
      image: names[v],
      width: camera.width,
      height: camera.height,
      K: [
        [camera.fx, 0, camera.cx],
        [0, camera.fy, camera.cy],
        [0, 0, 1],
      ],
      R: triples(camera.rotation),
      t: Array.from(camera.translation),
    })),
    scan: { mesh: 'truth.obj', landmarks68: triples(capture.landmarks68) },
  };
  folder.write('capture.json', `${JSON.stringify(json, null, 1)}\n`);
  const truth = {
    version: 1,
    seed: options.seed,
    head: head.name,
    identity: Array.from(capture.identity),
    expression: Object.fromEntries(head.expressions.names.map((name, k) => [name, capture.expression[k]])),
    light: triples(capture.light),
    eyes: eyesJson({ ...capture.eyes, eyeballRadiusMm: eyeballs(head, capture.positions)[0].radius }),
    views: capture.eyes.gazes.map((gaze, v) => ({ image: names[v], gaze: gazeJson(gaze) })),
  };
  folder.write('truth.json', `${JSON.stringify(truth, null, 1)}\n`);
  // What no photograph shows is no truth to measure against: mouth, sockets, teeth, eyes.
  const outer = new Set(outerSkin(head));
  const marks = triples(capture.landmarks68);
  const scanLandmarks = {
    landmarks7: SEVEN.map((l) => marks[l]),
    noseTip: marks[NOSE_TIP],
    exclude: Array.from({ length: head.vertexCount }, (_, v) => v).filter((v) => !outer.has(v)),
  };
  folder.write('scan-landmarks.json', `${JSON.stringify(scanLandmarks)}\n`);
  folder.write(
    'truth.obj',
    objText(
      { ...headSurface(head, capture.positions), uvs: [0, 0], uvQuads: new Uint8Array(head.quads.length) },
      'truth.mtl',
    ),
  );
  folder.write('truth.mtl', mtlText({}));
}

import { NOSE_TIP, SEVEN } from '../../capture/scan/scan-landmarks.ts';
import { CLASS_COLORS } from '../../capture/segmentation/classes.ts';
import type { SyntheticHeadCapture } from '../../evaluation/synthetic/synthetic-capture.ts';
import { eyeballs } from '../../head/anatomy/eyes/eyeballs.ts';
import { type HeadModel, outerSkin } from '../../head/head-model.ts';
import { type ByteImage, byteImage } from '../../image/image.ts';
import { encodeJpeg, encodePng } from '../../image/image-file.ts';
import { mtlText, objText } from '../formats/obj/obj-text.ts';
import type { OutputFolder } from '../output/output-folder.ts';
import { headSurface } from '../rig/head-surface.ts';
import { eyesJson, gazeJson } from './eyes-json.ts';

const JPEG_QUALITY = 92;

/** What is written of a synthetic capture. */
export interface SyntheticFiles {
  readonly head: HeadModel;
  readonly capture: SyntheticHeadCapture;
  /** Name of the skin that was chosen; null where it was drawn. */
  readonly skin: string | null;
  /** Whether capture.json names the true label images, so that a fit obeys them. */
  readonly withLabels: boolean;
}

/** Writes a synthetic capture: photographs, capture.json with the cameras, truth.obj with landmarks, true label images, and truth.json. */
export async function writeSyntheticCapture(
  { head, capture, skin, withLabels }: SyntheticFiles,
  seed: number,
  folder: OutputFolder,
): Promise<void> {
  const numbers = capture.cameras.map((_, v) => String(v).padStart(2, '0'));
  const names = numbers.map((number) => `views/${number}.jpg`);
  const labelNames = numbers.map((number) => `labels/${number}.png`);
  for (const [v, image] of capture.images.entries()) {
    folder.write(names[v], await encodeJpeg(byteImage(image), JPEG_QUALITY));
    folder.write(labelNames[v], await encodePng(labelImage(image, capture.labels[v])));
  }
  const triples = (values: ArrayLike<number>): number[][] =>
    Array.from({ length: values.length / 3 }, (_, i) => [values[3 * i], values[3 * i + 1], values[3 * i + 2]]);
  const json = {
    version: 1,
    name: `synthetic-${seed}`,
    unit: 'mm',
    views: capture.cameras.map((camera, v) => ({
      image: names[v],
      ...(withLabels ? { labels: labelNames[v] } : {}),
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
    seed,
    head: head.name,
    identity: Array.from(capture.identity),
    expression: Object.fromEntries(head.expressions.names.map((name, k) => [name, capture.expression[k]])),
    hair: capture.hair,
    skin,
    light: triples(capture.light),
    eyes: eyesJson({ ...capture.eyes, eyeballRadiusMm: eyeballs(head, capture.positions)[0].radius }),
    views: capture.eyes.gazes.map((gaze, v) => ({
      image: names[v],
      labels: labelNames[v],
      gaze: gazeJson(gaze),
      ...lampJson(capture.lamps[v]),
    })),
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

/** Where a lamp stands, mm, and what a white surface that faces it shows of it, linear; nothing where there is none. */
function lampJson(lamp: SyntheticHeadCapture['lamps'][number]): Record<string, unknown> {
  return lamp === null ? {} : { lamp: { place: lamp.place, color: lamp.color } };
}

/** Classes in the colours that stand for them. @param labels [H, W] */
function labelImage(
  { width, height }: { readonly width: number; readonly height: number },
  labels: Uint8Array,
): ByteImage {
  const data = new Uint8Array(3 * labels.length);
  // Stores: a million calls of `set` for three numbers take as long as encoding them.
  for (let i = 0, k = 0; i < labels.length; i++, k += 3) {
    const color = CLASS_COLORS[labels[i]];
    data[k] = color[0];
    data[k + 1] = color[1];
    data[k + 2] = color[2];
  }
  return { width, height, data };
}

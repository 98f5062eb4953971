import { synthesizeCapture } from '../../../src/evaluation/synthetic/synthetic-capture.ts';
import type { ViewObservation } from '../../../src/fitting/evidence/landmarks/observation.ts';
import { eyePixels, pixelRay } from '../../../src/fitting/finish/eyes/eye-pixels.ts';
import type { SeenEye, SeenEyes } from '../../../src/fitting/finish/eyes/find-gaze.ts';
import { type EyeSide, observeEye } from '../../../src/fitting/finish/eyes/lids.ts';
import { project } from '../../../src/geometry/camera.ts';
import { type EyesGaze, eyeballs, type Gaze, gazeDirection } from '../../../src/head/anatomy/eyes/eyeballs.ts';
import { loadBundledHead } from '../../../src/head/bundled/bundled-head.ts';
import { embeddedPoints } from '../../../src/head/head-model.ts';
import { loadPartImages } from '../../../src/render/mesh/head-mesh.ts';

const VIEWS = 5;

/** Synthetic eyes that look somewhere else in each view, seen with the true head and cameras. */
export interface WanderingEyes {
  readonly gazes: readonly EyesGaze[];
  readonly irisRadius: number;
  readonly eyes: readonly SeenEyes[];
  /** Landmarks of a view as they are, irises half as far from rest as they are: what a detector makes of lids that do not follow. */
  landmarks(v: number): ViewObservation & { readonly irises: Float64Array };
}

let drawn: Promise<WanderingEyes> | undefined;

/** Drawn once a process: it takes seconds. */
export function wanderingEyes(): Promise<WanderingEyes> {
  drawn ??= drawWanderingEyes();
  return drawn;
}

async function drawWanderingEyes(): Promise<WanderingEyes> {
  const head = loadBundledHead();
  const capture = synthesizeCapture(head, await loadPartImages(head), {
    views: VIEWS,
    size: 480,
    seed: 21,
    eyes: { gazeDegrees: 20, irises: 'drawn' },
  });
  const balls = eyeballs(head, capture.positions);
  const landmarks = (v: number) => {
    const pixels = project(capture.cameras[v], embeddedPoints(head.embeddings.mediapipe468, capture.positions));
    const irises = [1, 0].flatMap((e) => {
      const { centre, radius, axis } = balls[e];
      const { yaw, pitch } = capture.eyes.gazes[v].left;
      const direction = gazeDirection(axis, { yaw: yaw / 2, pitch: pitch / 2 });
      const at = project(
        capture.cameras[v],
        centre.map((c, k) => c + radius * direction[k]),
      );
      const reach = (0.4 * radius * capture.cameras[v].fx) / at[2];
      return [
        [at[0], at[1]],
        [at[0] + reach, at[1]],
        [at[0], at[1] - reach],
        [at[0] - reach, at[1]],
        [at[0], at[1] + reach],
      ];
    });
    return {
      scheme: 'mediapipe468' as const,
      points: Float64Array.from({ length: 2 * 468 }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
      confidence: new Float64Array(468).fill(1),
      irises: Float64Array.from(irises.flat()),
    };
  };

  const seen = (v: number, side: EyeSide): SeenEye | null => {
    const observed = observeEye(landmarks(v), side);
    if (observed === null) return null;
    const [camera, image] = [capture.cameras[v], capture.images[v]];
    const eyeball = balls[side === 'left' ? 0 : 1];
    const picture = { image, mask: new Uint8Array(image.width * image.height).fill(1) };
    return {
      eyeball,
      pixels: eyePixels({ picture, camera }, eyeball, observed.rim),
      detected: pixelRay(camera, observed.iris),
      detectedRadius: null,
    };
  };
  const eyes = Array.from({ length: VIEWS }, (_, v): SeenEyes => ({ left: seen(v, 'left'), right: seen(v, 'right') }));
  return { gazes: capture.eyes.gazes, irisRadius: capture.eyes.irisRadius, eyes, landmarks };
}

/** Between two gazes. */
export function gazeDegrees(a: Gaze, b: Gaze): number {
  return (180 / Math.PI) * Math.hypot(a.yaw - b.yaw, a.pitch - b.pitch);
}

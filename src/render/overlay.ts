import { createLinearImage, type LinearImage } from '../capture/image.ts';
import type { RealArray } from '../kernels/kernel.ts';
import { NO_TRIANGLE } from '../kernels/rasterize.ts';
import { drawDisc, drawLine } from './draw.ts';
import type { MeshView } from './loaded-mesh.ts';

/** What one row of pictures shows about a view. */
export interface OverlayInput {
  /** Working image. */
  readonly image: LinearImage;
  /** The mesh in the view. */
  readonly view: MeshView;
  /** Its re-rendering and its shape under one light [h, w, 4]. */
  readonly rendered: RealArray;
  readonly shaded: RealArray;
  /** Detected landmarks [L, 2] with confidences [L]; null where there are none. */
  readonly detected: { readonly points: Float64Array; readonly confidence: Float64Array } | null;
  /** The head's landmarks [L, 2]. */
  readonly fitted: Float64Array;
  /** Triangles of the skin [T, 3], drawn as wires. */
  readonly wires: Uint32Array;
}

export interface Overlay {
  /** Photo with landmarks | wires | shaded mesh | re-rendering | difference x 2. */
  readonly image: LinearImage;
  /** Peak signal-to-noise ratio of the re-rendering inside the face's skin, dB (sRGB-like gamma 1/2.2). */
  readonly psnrDb: number;
}

/** Draws the sheet that a person looks at to judge a view. */
export function drawOverlay(input: OverlayInput, faceTriangles: Uint8Array): Overlay {
  const { image } = input;
  const panels = [0, 1, 2, 3, 4].map(() => {
    const copy = createLinearImage(image.width, image.height, 3);
    copy.data.set(image.data);
    return copy;
  });
  const [points, wires, shaded, rendered, difference] = panels;
  const radius = Math.max(1, image.width / 400);
  if (input.detected !== null)
    for (let l = 0; l < input.detected.confidence.length; l++) {
      if (input.detected.confidence[l] === 0) continue;
      const c = Math.min(1, input.detected.confidence[l]);
      drawLine(
        points,
        input.detected.points[2 * l],
        input.detected.points[2 * l + 1],
        input.fitted[2 * l],
        input.fitted[2 * l + 1],
        [1, 0.8, 0],
        0.7,
      );
      drawDisc(points, input.detected.points[2 * l], input.detected.points[2 * l + 1], radius, [1 - c, c, 0]);
      drawDisc(points, input.fitted[2 * l], input.fitted[2 * l + 1], 0.7 * radius, [0.1, 0.4, 1]);
    }
  const { triangle } = input.view;
  drawWires(wires, input);
  let error = 0;
  let count = 0;
  for (let i = 0; i < image.width * image.height; i++) {
    const t = triangle[i];
    if (t === NO_TRIANGLE) {
      difference.data.fill(0, 3 * i, 3 * i + 3);
      continue;
    }
    const onFace = t < faceTriangles.length && faceTriangles[t] === 1;
    for (let c = 0; c < 3; c++) {
      const seen = image.data[3 * i + c];
      const drawn = input.rendered[4 * i + c];
      shaded.data[3 * i + c] = input.shaded[4 * i + c];
      rendered.data[3 * i + c] = drawn;
      const gap = Math.abs(gamma(drawn) - gamma(seen));
      difference.data[3 * i + c] = inverseGamma(2 * gap);
      if (!onFace) continue;
      error += gap * gap;
      count++;
    }
  }
  return { image: sideBySide(panels), psnrDb: count === 0 ? Number.NaN : -10 * Math.log10(error / count + 1e-12) };
}

/** Steps of the tables below: 1/4 of a byte's step at worst. */
const STEPS = 4096;
const GAMMA: Float32Array = Float32Array.from({ length: STEPS + 1 }, (_, i) => (i / STEPS) ** (2 / 2.2));
const INVERSE_GAMMA: Float32Array = Float32Array.from({ length: STEPS + 1 }, (_, i) => (i / STEPS) ** 2.2);

/** value^(1/2.2), by a table over the square root, so that dark values get as many steps as bright ones. */
function gamma(value: number): number {
  return GAMMA[Math.round(STEPS * Math.sqrt(Math.min(1, Math.max(0, value))))];
}

function inverseGamma(value: number): number {
  return INVERSE_GAMMA[Math.round(STEPS * Math.min(1, value))];
}

function drawWires(target: LinearImage, input: OverlayInput): void {
  const { pixels, depth } = input.view;
  const visible = (v: number): boolean => {
    const x = Math.floor(pixels[3 * v]);
    const y = Math.floor(pixels[3 * v + 1]);
    if (!(x >= 0 && y >= 0 && x < target.width && y < target.height)) return false;
    return pixels[3 * v + 2] < depth[y * target.width + x] + 3;
  };
  for (let t = 0; t < input.wires.length; t += 3)
    for (let k = 0; k < 2; k++) {
      const a = input.wires[t + k];
      const b = input.wires[t + k + 1];
      if (visible(a) && visible(b))
        drawLine(target, pixels[3 * a], pixels[3 * a + 1], pixels[3 * b], pixels[3 * b + 1], [0, 0.8, 0.6], 0.45);
    }
}

function sideBySide(panels: readonly LinearImage[]): LinearImage {
  const { width, height } = panels[0];
  const out = createLinearImage(width * panels.length, height, 3);
  panels.forEach((panel, p) => {
    for (let y = 0; y < height; y++)
      out.data.set(panel.data.subarray(3 * y * width, 3 * (y + 1) * width), 3 * (y * out.width + p * width));
  });
  return out;
}

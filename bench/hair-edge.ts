/**
 * Fits captures and compares heads under their hair with the photographs, where hair and skin meet:
 *   npm run build:tools && node dist-tools/bench/hair-edge.js <capture>... [--preset fast]
 * Decibels over the pixels of hair and skin within 6 mm of each other, mean of the views: hair cut out at its edge, and blended there.
 */
import { basename } from 'node:path';
import { Command } from 'commander';
import { loadFitInput } from '../src/api/road/load-fit-input.ts';
import { HAIR, isSkin } from '../src/capture/segmentation/classes.ts';
import { workingCameras } from '../src/fitting/evidence/gather-evidence.ts';
import { describeFit } from '../src/fitting/finish/describe-fit.ts';
import { fitCapture } from '../src/fitting/fit-capture.ts';
import type { ShellHair } from '../src/fitting/hair/shell-hair.ts';
import { FIT_DEFAULTS } from '../src/fitting/options/fit-options.ts';
import type { Camera } from '../src/geometry/camera.ts';
import { mean } from '../src/geometry/mean.ts';
import { ALPHA_CUTOFF } from '../src/image/alpha-cutoff.ts';
import { chamferDistance } from '../src/image/chamfer-distance.ts';
import { linearFromSrgb, srgbFromLinear } from '../src/image/color.ts';
import { type LinearImage, linearImage } from '../src/image/image.ts';
import type { Kernels } from '../src/kernels/kernel.ts';
import { openKernels } from '../src/kernels/runtime/wasm-kernels.ts';
import { EVEN_LIGHT } from '../src/render/light/sh-lighting.ts';
import { loadMesh, shadeLoadedMesh, viewLoadedMesh } from '../src/render/mesh/loaded-mesh.ts';

const NEAR_MM = 6;
/** So far off all else, which hair and skin are not mixed with. */
const CLEAR_MM = 3;
/** Fewer pixels say nothing. */
const LEAST_PIXELS = 100;

/** A photograph and the head rendered into it without its hair, sRGB bytes [h, w, 3]. */
interface BareView {
  readonly camera: Camera;
  readonly light: ArrayLike<number>;
  readonly photo: Uint8Array;
  readonly labels: Uint8Array;
  readonly rendered: Uint8Array;
  /** Of the head [h, w] mm. */
  readonly depth: ArrayLike<number>;
}

/** Pixels near the edge between hair and skin. */
function edgePixels({ labels, camera }: BareView): number[] {
  const perMm = camera.fx / camera.translation[2];
  const farFrom = (is: (label: number) => boolean): Float32Array =>
    chamferDistance(
      labels.map((label) => (is(label) ? 0 : 1)),
      camera.width,
    );
  const toHair = farFrom((label) => label === HAIR);
  const toSkin = farFrom(isSkin);
  const toElse = farFrom((label) => label !== HAIR && !isSkin(label));
  return Array.from(labels.keys()).filter(
    (k) => Math.max(toHair[k], toSkin[k]) <= NEAR_MM * perMm && toElse[k] > CLEAR_MM * perMm,
  );
}

/** Decibels of both ways to draw the edge; null where a view shows none of it. */
function edgeDb(kernels: Kernels, { mesh, texture }: ShellHair, view: BareView): readonly [number, number] | null {
  const edge = edgePixels(view);
  if (edge.length < LEAST_PIXELS) return null;
  const { memory } = kernels;
  const mark = memory.mark();
  const { width: size } = texture.color;
  const cover: LinearImage = {
    width: size,
    height: size,
    channels: 1,
    data: Float32Array.from(texture.opacity, (a) => a / 255),
  };
  const drawn = (picture: LinearImage, light: ArrayLike<number>) => {
    const { triangles, uvs } = mesh;
    const textureOfTriangle = new Uint32Array(triangles.length / 3);
    const loaded = loadMesh(memory, { triangles, uvs, uvTriangles: triangles, textureOfTriangle, textures: [picture] });
    const seen = viewLoadedMesh(kernels, loaded, mesh.positions, view.camera);
    return { colors: shadeLoadedMesh(kernels, loaded, seen, light), depth: seen.depth };
  };
  const hair = drawn(linearImage(texture.color), view.light);
  const covers = drawn(cover, EVEN_LIGHT);
  let [cut, blended] = [0, 0];
  for (const k of edge)
    for (let c = 0; c < 3; c++) {
      const behind = linearFromSrgb(view.rendered[3 * k + c] / 255);
      const over = hair.depth[k] < view.depth[k] ? covers.colors[4 * k] : 0;
      const errorAt = (a: number): number =>
        srgbFromLinear(a * hair.colors[4 * k + c] + (1 - a) * behind) - view.photo[3 * k + c] / 255;
      cut += errorAt(over > ALPHA_CUTOFF ? 1 : 0) ** 2;
      blended += errorAt(over) ** 2;
    }
  memory.release(mark);
  const db = (sum: number): number => -10 * Math.log10(sum / (3 * edge.length));
  return [db(cut), db(blended)];
}

async function measure(kernels: Kernels, capture: string, preset: typeof FIT_DEFAULTS.preset): Promise<void> {
  const files = { views: null, ignoreCameras: true, head: 'bundled', signal: null };
  const input = await loadFitInput(kernels, capture, files);
  const progress = { stage: () => {}, step: () => {}, done: () => {} };
  const options = { ...FIT_DEFAULTS, preset };
  const fitted = await fitCapture(kernels, input.capture, input.head, { options, progress });
  const cameras = workingCameras(fitted.cameras, fitted.working);
  const bare: Omit<BareView, 'light'>[] = [];
  const { hair, texture } = await describeFit(kernels, fitted, options, {
    onView: async ({ index, photo, labels, rendered, view }) => {
      const kept = { photo: photo.data.slice(), rendered: rendered.data.slice(), depth: view.depth.slice() };
      bare.push({ ...kept, camera: cameras[index], labels: labels ?? new Uint8Array(0) });
    },
  });
  const rows = bare.flatMap((view, v) => {
    const row = hair === null ? null : edgeDb(kernels, hair, { ...view, light: texture.lights[v] });
    return row === null ? [] : [row];
  });
  const means = [0, 1].map((k) => mean(rows.map((row) => row[k])).toFixed(2));
  console.log(`${basename(capture)}: ${rows.length} views, cut ${means[0]} dB, blended ${means[1]} dB`);
}

const program = new Command().argument('<captures...>').option('--preset <name>', 'of the fits', 'balanced').parse();
const kernels = openKernels(2);
try {
  for (const capture of program.args) await measure(kernels, capture, program.opts<{ preset: 'balanced' }>().preset);
} finally {
  kernels.close();
}

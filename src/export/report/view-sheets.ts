import { CLASS_COLORS } from '../../capture/segmentation/classes.ts';
import type { RenderedView, ViewListener } from '../../fitting/finish/describe-views.ts';
import type { FittedHead } from '../../fitting/finish/fitted-head.ts';
import { skinTriangles } from '../../head/head-model.ts';
import type { ByteImage } from '../../image/image.ts';
import { encodeJpeg, encodePng } from '../../image/image-file.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { plainMesh, shadeLoadedMesh } from '../../render/mesh/loaded-mesh.ts';
import { STUDIO_ALBEDO, STUDIO_LIGHT } from '../../render/pictures/face-pictures.ts';
import { drawOverlay, sheetBytes } from '../../render/pictures/overlay.ts';
import type { OutputFolder } from '../output/output-folder.ts';

/** Sheets of a fit's views, drawn one after another while the head is rendered into them. */
export interface ViewSheets {
  /** Draws a view's sheet, which is encoded and written to `views/` meanwhile and later. */
  readonly draw: ViewListener;
  /** Waits until all are written. @returns their pictures for the report, data: URLs */
  finish(): Promise<string[]>;
}

/** Sheets that are drawn or encoded at a time: each holds tens of megabytes. */
const SHEETS = 2;
const JPEG_QUALITY = 80;

export function openViewSheets(kernels: Kernels, fitted: FittedHead, folder: OutputFolder): ViewSheets {
  const largest = Math.max(...fitted.working.map(({ image }) => sheetBytes(image)));
  const buffers: Uint8Array[] = [];
  const pictures: string[] = [];
  const pending: Promise<[Buffer, Buffer]>[] = [];
  const settle = async (): Promise<void> => {
    const [png, jpeg] = await (pending.shift() as Promise<[Buffer, Buffer]>);
    const { view } = fitted.observed.used[pictures.length];
    folder.write(`views/${String(view.index).padStart(2, '0')}_overlay.png`, png);
    pictures.push(`data:image/jpeg;base64,${jpeg.toString('base64')}`);
  };
  return {
    async draw(rendered) {
      if (pending.length === SHEETS) await settle();
      if (buffers.length < SHEETS) buffers.push(new Uint8Array(largest));
      const sheet = drawSheet(kernels, fitted, rendered, buffers[rendered.index % SHEETS]);
      // Encoded on other threads while the next view is drawn.
      pending.push(Promise.all([encodePng(sheet), encodeJpeg(sheet, JPEG_QUALITY)]));
    },
    async finish() {
      while (pending.length > 0) await settle();
      // What comes after needs their memory.
      buffers.length = 0;
      return pictures;
    },
  };
}

function drawSheet(kernels: Kernels, fitted: FittedHead, rendered: RenderedView, buffer: Uint8Array): ByteImage {
  const { photo, labels, mesh, view, landmarks } = rendered;
  const plain = plainMesh(kernels.memory, mesh, STUDIO_ALBEDO);
  return drawOverlay(
    {
      photo,
      view,
      rendered: rendered.rendered,
      shaded: shadeLoadedMesh(kernels, plain, view, STUDIO_LIGHT),
      detected: detectedIn(fitted, rendered),
      fitted: Float64Array.from({ length: (2 * landmarks.length) / 3 }, (_, i) => landmarks[3 * (i >> 1) + (i & 1)]),
      wires: skinTriangles(fitted.head),
      classes: labels === null ? null : { labels, colors: CLASS_COLORS },
    },
    buffer,
  );
}

/** Detected landmarks in the pixels of a rendered view. */
function detectedIn(
  { photoLandmarks, working }: FittedHead,
  { index, scale: factor }: RenderedView,
): { points: Float64Array; confidence: Float64Array } | null {
  const observation = photoLandmarks[index];
  if (observation === null) return null;
  const { offsetX, offsetY, scale } = working[index];
  const points = observation.points.map((x, i) => (x - (i % 2 === 0 ? offsetX : offsetY)) * scale * factor);
  return { points, confidence: observation.confidence };
}

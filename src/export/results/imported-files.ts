import sharp from 'sharp';
import { createWorkingViews, SHAPE_PIXELS_PER_MM, toWorkingCamera } from '../../capture/working-view.ts';
import type { ImportedFace } from '../../deca/imported-deca.ts';
import { cameraOfCodes } from '../../deca/view-codes.ts';
import { project } from '../../geometry/camera.ts';
import { type ByteImage, byteImage } from '../../image/image.ts';
import { encodePng } from '../../image/image-file.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { clayPicture, drawLandmarks, inRow } from '../../render/pictures/face-pictures.ts';
import { landmarkEntry } from '../formats/landmark-json.ts';
import type { OutputFolder } from '../output/output-folder.ts';

const FAR_MM = 10_000;
const MM_PER_METRE = 1000;
/** Steps of the relief picture, mm; 32768 stands for none. */
const RELIEF_STEP_MM = 0.001;

/** A photograph, and what DECA says of it. */
export interface ImportedPicture {
  readonly name: string;
  readonly image: ByteImage;
  readonly face: ImportedFace;
  /** Of the face detector, 0..1. */
  readonly detectorConfidence: number;
}

/** Writes what a user's own DECA says of a photograph: posed and neutral FLAME mesh, relief, codes, sheet. */
export async function writeImportedFace(
  kernels: Kernels,
  triangles: Uint32Array,
  { name, image, face, detectorConfidence }: ImportedPicture,
  folder: OutputFolder,
): Promise<Record<string, unknown>> {
  const prefix = `${name}/${name}`;
  folder.write(`${prefix}.obj`, triangleObj(face.positions, triangles));
  folder.write(`${prefix}_neutral.obj`, triangleObj(face.neutral, triangles));
  const grey = Uint16Array.from(face.displacement, (d) =>
    Math.min(65535, Math.max(0, 32768 + Math.round(d / RELIEF_STEP_MM))),
  );
  folder.write(
    `${prefix}_displacement.png`,
    await sharp(grey, { raw: { width: 256, height: 256, channels: 1 } })
      .toColourspace('grey16')
      .png()
      .toBuffer(),
  );
  const [scale, tx, ty] = face.codes.camera;
  // The vertices are turned already; scale is per metre.
  const camera = cameraOfCodes(
    {
      headPose: new Float64Array(3),
      camera: Float64Array.of(scale / MM_PER_METRE, tx * MM_PER_METRE, ty * MM_PER_METRE),
    },
    face.box,
    image,
    FAR_MM,
  );
  const [working] = createWorkingViews(kernels, [{ image, mask: null }], [camera], {
    positions: face.positions,
    finest: SHAPE_PIXELS_PER_MM,
  });
  const photo = byteImage(working.image);
  if (face.landmarks !== null) {
    const { seen, full } = face.landmarks;
    drawLandmarks(photo, project(toWorkingCamera(camera, working), seen));
    const ibug68 = landmarkEntry(full, project(camera, seen));
    folder.write(`${prefix}_landmarks.json`, `${JSON.stringify({ unit: 'mm', ibug68 })}\n`);
  }
  const sheet = inRow([photo, clayPicture(kernels, face.positions, triangles, toWorkingCamera(camera, working))]);
  folder.write(`${prefix}_overlay.png`, await encodePng(sheet));
  const codes = Object.fromEntries(Object.entries(face.codes).map(([key, values]) => [key, Array.from(values)]));
  const json = {
    image: { name, width: image.width, height: image.height },
    head: 'flame',
    ...codes,
    crop: face.box,
    detectorConfidence,
  };
  folder.write(`${prefix}_codes.json`, `${JSON.stringify(json)}\n`);
  return json;
}

function triangleObj(positions: Float64Array, triangles: Uint32Array): string {
  const lines: string[] = [];
  for (let v = 0; v < positions.length; v += 3)
    lines.push(`v ${positions[v].toFixed(4)} ${positions[v + 1].toFixed(4)} ${positions[v + 2].toFixed(4)}`);
  for (let t = 0; t < triangles.length; t += 3)
    lines.push(`f ${triangles[t] + 1} ${triangles[t + 1] + 1} ${triangles[t + 2] + 1}`);
  return `${lines.join('\n')}\n`;
}

import { placedHead } from '../../rig/placed-head.ts';
import type { RiggedHead } from '../../rig/rigged-head.ts';
import type { ExportFormat } from '../format.ts';
import { type StoredFile, storedZip } from './stored-zip.ts';
import { usdMaterials } from './usd-materials.ts';
import { usdMesh } from './usd-mesh.ts';
import { stageNames } from './usd-names.ts';
import { FRAME_RATE, usdSkeleton } from './usd-skeleton.ts';
import { usdNumber, usdPrim } from './usd-text.ts';

/** Universal Scene Description as text, textures beside. */
export const USDA: ExportFormat = {
  name: 'usda',
  extensions: ['.usda'],
  beside: ({ textures }) => textures,
  mmPerUnit: () => 1000,
  files: async (head, stem) => [{ name: `${stem}.usda`, content: usdaText(head) }],
};

/** The same with its textures in one archive. */
export const USDZ: ExportFormat = {
  name: 'usdz',
  extensions: ['.usdz'],
  beside: () => ({}),
  mmPerUnit: () => 1000,
  files: async (head, stem) => [{ name: `${stem}.usdz`, content: usdzBytes(head, stem) }],
};

const METRES_PER_MM = 1e-3;
const UPRIGHT = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);

/**
 * A stage in metres, y up: one `SkelRoot` with a skeleton, a mesh for each primitive with blend shapes and their normals, and a
 * preview surface for each texture. The skeleton shows the head as the rig does; clips are animations beside that.
 */
export function usdaText(head: RiggedHead): string {
  const placed = placedHead(head, { scale: METRES_PER_MM, rotation: UPRIGHT, translation: new Float64Array(3) });
  const names = stageNames(placed);
  const end = Math.max(0, ...(placed.animations ?? []).flatMap(({ times }) => Array.from(times)));
  const root = usdPrim('SkelRoot', 'head', [
    ...usdSkeleton(placed, names),
    ...placed.primitives.flatMap((primitive) => usdMesh(primitive, placed.textures[primitive.texture], names)),
    ...usdMaterials(placed.textures, names),
  ]);
  return `${[
    '#usda 1.0',
    '(',
    '    defaultPrim = "head"',
    '    doc = "asm-fit"',
    `    endTimeCode = ${usdNumber(FRAME_RATE * end)}`,
    '    metersPerUnit = 1',
    '    startTimeCode = 0',
    `    timeCodesPerSecond = ${FRAME_RATE}`,
    '    upAxis = "Y"',
    ')',
    '',
    ...root,
  ].join('\n')}\n`;
}

/** @param stem of the stage's name, which comes first */
export function usdzBytes(head: RiggedHead, stem: string): Uint8Array {
  const pictures = Object.values(head.textures)
    .flatMap(({ file, bytes, normalMap, occlusionRoughness }) => [{ file, bytes }, normalMap, occlusionRoughness])
    .filter((picture) => picture !== undefined);
  const stage: StoredFile = { name: `${stem}.usda`, bytes: Buffer.from(usdaText(head)) };
  return storedZip([stage, ...pictures.map(({ file, bytes }) => ({ name: file, bytes }))]);
}

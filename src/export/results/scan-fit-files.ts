import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import type { CapacityRow, MeasuredFit } from '../../evaluation/capacity.ts';
import { distancesAtVertices } from '../../evaluation/scan-error.ts';
import type { AsmFitOnScan, ScanFitter } from '../../fitting/scan/scan-fitter.ts';
import type { Similarity } from '../../geometry/similarity.ts';
import { embeddedPoints } from '../../head/head-model.ts';
import { byteImage } from '../../image/image.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { albedoTexture } from '../../render/mesh/head-mesh.ts';
import { errorColors } from '../../render/pictures/error-colors.ts';
import { facePicturesOf } from '../../render/pictures/face-sides.ts';
import { GLB } from '../formats/glb/glb.ts';
import { headObj } from '../formats/obj/head-obj.ts';
import { OBJ, texturesMtl } from '../formats/obj/obj.ts';
import { RIG } from '../formats/rig-file.ts';
import { writeFormats, writeTextures } from '../formats/write-formats.ts';
import type { OutputFolder } from '../output/output-folder.ts';
import { scanFitReport } from '../report/scan-fit-report.ts';
import { asmRig, type RigChoices } from '../rig/asm-rig.ts';
import { surfaceTextures } from '../rig/extras/written-extras.ts';
import { headSurface } from '../rig/head-surface.ts';
import { headTextures } from '../rig/head-textures.ts';
import { frameJson } from './head-frames.ts';
import { slidersOfFitted, writeSliders } from './sliders/write-sliders.ts';
import { collecting, VIEWER_PAGE, writeViewerPage } from './viewer-page.ts';

export interface ScanFitOutput extends RigChoices {
  readonly title: string;
  readonly tool: { readonly name: string; readonly version: string };
  /** In mm. */
  readonly scan: MarkedMesh;
  /** Of the file that it was read from. */
  readonly mmPerUnit: number;
  readonly fitter: ScanFitter;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly rows: readonly CapacityRow[];
  readonly asm: MeasuredFit<AsmFitOnScan> | null;
  readonly morphable: MeasuredFit | null;
}

const SCALE_MM = 2;
const PIXELS = 420;
const CLAY = 0.5;

/** Writes what `scan-fit` leaves: meshes, the rig, table and chart as a page and as JSON. @returns the JSON */
export async function writeScanFit(
  kernels: Kernels,
  output: ScanFitOutput,
  folder: OutputFolder,
): Promise<Record<string, unknown>> {
  const { fitter, asm, morphable, rows } = output;
  const { head } = fitter;
  const methods: Record<string, unknown> = {};
  const describe = (name: string, mesh: string, { fit, row }: MeasuredFit): void => {
    const { scale, rotation, translation } = fit.similarity;
    const marks = embeddedPoints(head.embeddings.ibug68, fit.positions);
    methods[name] = {
      mesh,
      landmarks68: Array.from({ length: 68 }, (_, l) => Array.from(marks.subarray(3 * l, 3 * l + 3))),
      // The mesh has the scan's size already.
      onScan: { rotation: Array.from(rotation), translation: Array.from(translation), scaleTaken: scale },
      ...row,
    };
  };
  const textures = await headTextures(
    head,
    { skin: byteImage(albedoTexture(head)), eye: null },
    (name) => `${name}.png`,
  );
  const { files, write } = collecting(folder);
  if (asm !== null) {
    describe('asm', 'head.obj', asm);
    const { model, forward, positions, similarity } = asm.fit;
    // The template's shape is all that the bones have of the head model: its mean identity, no views.
    const rest = { identity: [], motions: [] };
    const rig = asmRig(kernels, { model, forward, positions, size: similarity.scale, ...rest }, output);
    await writeFormats({ ...rig.head, textures }, 'head', { formats: [GLB, OBJ, RIG] }, write);
    writeSliders(output.tool, slidersOfFitted(head, positions), write);
  } else {
    const parts = surfaceTextures({ surface: headSurface(head, head.template), textures });
    write('head.mtl', texturesMtl(parts));
    writeTextures(parts, write);
  }
  if (morphable !== null) {
    describe('morphable', 'morphable.obj', morphable);
    write('morphable.obj', headObj(head, morphable.fit.positions, 'head.mtl'));
  }
  const shown = [asm, morphable].filter((fit): fit is MeasuredFit => fit !== null);
  folder.write(
    'report.html',
    scanFitReport({
      title: output.title,
      viewer: asm === null ? null : VIEWER_PAGE,
      facts: output.facts,
      rows,
      scaleMm: SCALE_MM,
      pictures: await Promise.all(shown.map((fit) => picturesOf(output.scan, fit))),
    }),
  );
  const best = shown[0].row;
  const { version: protocolVersion, ...error } = best.error;
  const json = {
    version: 1,
    tool: output.tool,
    head: head.name,
    lidsShut: fitter.lidsShut,
    ...error,
    protocolVersion,
    model: best.model,
    name: best.name,
    parameterCount: best.parameterCount,
    folded: best.folded,
    ...(asm === null ? {} : { frames: { scan: scanFrame(asm.fit.similarity, output.mmPerUnit) } }),
    methods,
    rows,
  };
  write('fit.json', `${JSON.stringify(json, null, 1)}\n`);
  if (asm !== null) await writeViewerPage(output.title, files, folder);
  return json;
}

/** From the mesh, which has the scan's size already, to the scan's file. */
function scanFrame({ rotation, translation }: Similarity, mmPerUnit: number): ReturnType<typeof frameJson> {
  return frameJson({ scale: 1 / mmPerUnit, rotation, translation: translation.map((x) => x / mmPerUnit) });
}

async function picturesOf(scan: MarkedMesh, { row, mesh, measurement }: MeasuredFit) {
  const distances = distancesAtVertices(scan, measurement);
  const errors = await facePicturesOf(scan, errorColors(distances, SCALE_MM), PIXELS);
  const shapes = await facePicturesOf(mesh, new Float64Array(mesh.positions.length).fill(CLAY), PIXELS);
  return {
    caption: `${row.name}, ${row.parameterCount} parameters: mean ${row.error.meanMm.toFixed(2)} mm`,
    errors: [errors.right, errors.front, errors.left],
    shapes: [shapes.right, shapes.front, shapes.left],
  };
}

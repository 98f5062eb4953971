import type { MarkedMesh } from '../../capture/scan/marked-mesh.ts';
import type { Comparison, MethodResult } from '../../evaluation/compare/comparison.ts';
import { distancesAtVertices } from '../../evaluation/scan-error.ts';
import type { TriangleMesh } from '../../geometry/mesh/triangle-mesh.ts';
import { applySimilarity, invertSimilarity } from '../../geometry/similarity.ts';
import { embeddedPoints, type HeadModel } from '../../head/head-model.ts';
import { errorColors } from '../../render/pictures/error-colors.ts';
import { facePicturesOf } from '../../render/pictures/face-sides.ts';
import { headObj } from '../formats/obj/head-obj.ts';
import { mtlText } from '../formats/obj/obj-text.ts';
import type { OutputFolder } from '../output/output-folder.ts';
import { comparisonReport } from '../report/comparison-report.ts';
import { coloredVariantsGlb, type NamedColors } from './scan-errors-glb.ts';
import { collecting, VIEWER_PAGE, writeViewerPage } from './viewer-page.ts';

export interface ComparisonOutput {
  readonly title: string;
  readonly tool: { readonly name: string; readonly version: string };
  readonly head: HeadModel;
  readonly scan: MarkedMesh | null;
  readonly facts: readonly (readonly [label: string, value: string])[];
  readonly comparison: Comparison;
  readonly options: Record<string, unknown>;
  readonly warnings: readonly string[];
}

/** The scan, coloured by its distances from each method that is shown. */
const SCAN_ERRORS = 'scan_errors.glb';
const SCALE_MM = 3;
const PIXELS = 360;

/** Writes the comparison as a page, as JSON, and every method's mesh. @returns the JSON */
export async function writeComparison(
  { title, tool, head, scan, facts, comparison, options, warnings }: ComparisonOutput,
  folder: OutputFolder,
): Promise<Record<string, unknown>> {
  const heatmaps = new Map<string, readonly Uint8Array[]>();
  const painted: NamedColors[] = [];
  const { files, write } = collecting(folder);
  for (const result of comparison.methods) {
    write(meshOf(result), headObj(head, result.method.posed.positions, 'head.mtl'));
    if (scan === null || result.scan === null || !result.method.shown) continue;
    const distances = distancesAtVertices(scan, result.scan.measurement);
    const colors = errorColors(distances, SCALE_MM);
    const { right, front, left } = await facePicturesOf(scan, colors, PIXELS);
    painted.push({ name: result.method.key, colors });
    heatmaps.set(result.method.key, [right, front, left]);
  }
  const scanErrors = { file: SCAN_ERRORS, scaleMm: SCALE_MM, methods: painted.map(({ name }) => name) };
  const laid = scan === null ? null : onHead(scan, comparison);
  if (laid !== null) write(SCAN_ERRORS, await coloredVariantsGlb(laid, painted));
  folder.write('head.mtl', mtlText({}));
  folder.write(
    'report.html',
    comparisonReport({ title, viewer: VIEWER_PAGE, facts, comparison, scaleMm: SCALE_MM, heatmaps }),
  );
  const json = {
    version: 1,
    tool,
    head: head.name,
    options,
    heldOutView: comparison.heldOutView,
    methods: Object.fromEntries(comparison.methods.map((result) => [result.method.key, describe(head, result)])),
    scanErrors: laid === null ? null : scanErrors,
    decaAlone: comparison.decaAlone.map(({ view, error }) => ({ view, ...error })),
    warnings,
  };
  write('report.json', `${JSON.stringify(json, null, 1)}\n`);
  await writeViewerPage(title.replace(/^asm-fit /, ''), files, folder);
  return json;
}

/** The scan where the methods' meshes lie, by where the last that was measured came to lie on it; null where none was. */
function onHead(scan: MarkedMesh, { methods }: Comparison): TriangleMesh | null {
  const measured = methods.flatMap(({ method, scan: error }) =>
    error === null || !method.shown ? [] : [error.measurement],
  );
  if (measured.length === 0) return null;
  const { similarity } = measured[measured.length - 1];
  return { positions: applySimilarity(invertSimilarity(similarity), scan.positions), triangles: scan.triangles };
}

function meshOf({ method }: MethodResult): string {
  return `meshes/${method.key}.obj`;
}

function describe(head: HeadModel, result: MethodResult): Record<string, unknown> {
  const { method, scan, images, views, heldOut } = result;
  const marks = embeddedPoints(head.embeddings.ibug68, method.posed.positions);
  const quality = ({ psnrDb, ssim, l1 }: { psnrDb: number; ssim: number; l1: number }) => ({ psnrDb, ssim, l1 });
  return {
    name: method.name,
    mesh: meshOf(result),
    landmarks68: Array.from({ length: 68 }, (_, l) => Array.from(marks.subarray(3 * l, 3 * l + 3))),
    parameterCount: method.parameterCount,
    modelBytes: method.modelBytes,
    seconds: method.seconds,
    ...(scan === null ? {} : { ...scan.now, metric: scan.metric, regions: scan.regions, curve: scan.curve }),
    images: quality(images),
    views: views.map((view) => ({ image: view.view, ...quality(view) })),
    ...(heldOut === null ? {} : { heldOut: { image: heldOut.view, ...quality(heldOut) } }),
  };
}

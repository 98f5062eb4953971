import { basename } from 'node:path';
import { AsmFitError } from '../../errors.ts';
import { decodeInputText } from '../../files/input-text.ts';
import { parseJson } from '../../files/read-json.ts';
import {
  COMPARISON_DOCUMENT,
  type ComparisonDocument,
  checkedDocument,
  FIT_DOCUMENT,
  type FitDocument,
} from './fit-document.ts';
import { fitFactsOf, lossCurves, photographCaption } from './fit-facts.ts';
import type { ResultSource } from './result-source.ts';
import type { ViewerData, ViewerFile, ViewerMesh, ViewerPhotograph } from './viewer-data.ts';

const MODEL = 'head.glb';
const FIT = 'fit.json';
const COMPARISON = 'report.json';
const SLIDERS = { values: 'sliders.json', moves: 'sliders.bin' };
const MAX_VALUES = 20_000_000;

/** Meshes of a fit that stand side by side. */
const FIT_MESHES: readonly ViewerMesh[] = [
  { key: 'deca', label: 'DECA', caption: 'the first mesh', file: 'deca.obj' },
  { key: 'asm', label: 'ASM', caption: 'as photographed', file: 'captured.obj' },
  { key: 'neutral', label: 'ASM, neutral', caption: 'at rest', file: 'head.obj' },
];
/** The order that methods are compared in; others follow. */
const FIRST_METHODS = ['template', 'deca', 'asm'];
/** What is offered to be saved, where it is there. */
const OFFERED = /^(?!\.)(?!report\.html$|viewer\.html$)[^/]+\.(glb|vrm|fbx|usda|usdz|obj|mtl|json|bin|png|webp|gif)$/;

/**
 * What the page is told of a result.
 * @param title null: as the folder is called
 * @throws {AsmFitError} input: neither fit nor comparison, of another version, damaged, or without its head
 */
export function viewerDataOf(source: ResultSource, title: string | null = null): ViewerData {
  const named = title ?? basename(source.where);
  const downloads = offered(source);
  if (source.has(FIT))
    return fitData(source, checkedDocument(FIT_DOCUMENT, json(source, FIT), `${source.where}/${FIT}`), {
      title: named,
      downloads,
    });
  if (source.has(COMPARISON))
    return comparisonData(
      source,
      checkedDocument(COMPARISON_DOCUMENT, json(source, COMPARISON), `${source.where}/${COMPARISON}`),
      { title: named, downloads },
    );
  const model = downloads.find(({ name }) => name.endsWith('.glb'))?.name;
  if (model === undefined)
    throw new AsmFitError(
      'input',
      `${source.where}: must be what fit, edit, scan-fit, compare, reconstruct, transfer or animate wrote; received a folder without ${FIT}, ${COMPARISON} and GLB`,
      'give the folder that one of them wrote',
    );
  return { ...EMPTY, title: named, downloads, model };
}

const EMPTY: Omit<ViewerData, 'title' | 'downloads'> = {
  version: 1,
  tool: 'asm-fit',
  model: null,
  facts: [],
  photographs: [],
  meshes: [],
  scanErrors: null,
  sliders: null,
  losses: [],
  warnings: [],
};

/** What every kind of result has. */
type Common = Pick<ViewerData, 'title' | 'downloads'>;

function fitData(source: ResultSource, fit: FitDocument, common: Common): ViewerData {
  if (!source.has(MODEL))
    throw new AsmFitError(
      'input',
      `${source.where}: must hold ${MODEL}; received a fit without it`,
      `asm-fit export ${source.where} -o <folder> writes it anew`,
    );
  return {
    ...EMPTY,
    ...common,
    tool: toolOf(fit),
    model: MODEL,
    facts: fitFactsOf(fit),
    photographs: photographsOf(source, fit),
    meshes: fit.capture === undefined ? [] : FIT_MESHES.filter(({ file }) => source.has(file)),
    sliders: Object.values(SLIDERS).every((name) => source.has(name)) ? SLIDERS : null,
    losses: lossCurves(fit.losses ?? []),
    warnings: fit.warnings ?? [],
  };
}

function photographsOf(source: ResultSource, { capture, methods }: FitDocument): ViewerPhotograph[] {
  return (methods.asm?.views ?? []).flatMap((view) => {
    const picture = capture?.views.find(({ image }) => image === view.image);
    if (!view.used || picture === undefined) return [];
    const { image, photo, K, R, t } = view;
    const file = photo !== undefined && photo !== null && source.has(photo) ? photo : null;
    return [
      { name: image, file, width: picture.width, height: picture.height, K, R, t, caption: photographCaption(view) },
    ];
  });
}

function comparisonData(source: ResultSource, report: ComparisonDocument, common: Common): ViewerData {
  const place = (key: string): number =>
    FIRST_METHODS.includes(key) ? FIRST_METHODS.indexOf(key) : FIRST_METHODS.length;
  const meshes = Object.entries(report.methods)
    .filter(([, { mesh }]) => source.has(mesh))
    .map(([key, { name, mesh, meanMm, medianMm, parameterCount }]) => ({
      key,
      label: name,
      caption:
        meanMm === undefined || medianMm === undefined
          ? `${parameterCount} parameters`
          : `median ${medianMm.toFixed(2)}, mean ${meanMm.toFixed(2)} mm`,
      file: mesh,
    }))
    .sort((a, b) => place(a.key) - place(b.key));
  if (meshes.length === 0)
    throw new AsmFitError(
      'input',
      `${source.where}: must hold the meshes that ${COMPARISON} names; received none of them`,
      'copy the folder again, whole',
    );
  const { scanErrors = null } = report;
  return {
    ...EMPTY,
    ...common,
    tool: toolOf(report),
    facts: [['head', report.head], ...meshes.map(({ label, caption }) => [label, caption] as const)],
    meshes,
    scanErrors: scanErrors !== null && source.has(scanErrors.file) ? scanErrors : null,
    warnings: report.warnings ?? [],
  };
}

function toolOf({ tool }: { readonly tool: { readonly name: string; readonly version: string } }): string {
  return `${tool.name} ${tool.version}`;
}

function offered(source: ResultSource): ViewerFile[] {
  const names = source.names().filter((name) => OFFERED.test(name) && source.has(name));
  return names.sort().map((name) => ({ name, bytes: source.size(name) }));
}

function json(source: ResultSource, name: string): unknown {
  const where = `${source.where}/${name}`;
  return parseJson(decodeInputText(source.read(name), where, name), where, MAX_VALUES);
}

import { readFileSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { BONES } from '../asm/bones.ts';
import { EXPRESSIVE_BONES } from '../asm/expression-bones.ts';
import { ASM_GROUPS, groupOf } from '../asm/parameters.ts';
import { byteImage } from '../capture/image.ts';
import { encodeJpeg, encodePng } from '../capture/image-file.ts';
import type { Capture } from '../capture/load-capture.ts';
import { landmarkError } from '../evaluation/landmark-error.ts';
import { reportHtml } from '../evaluation/report.ts';
import { expressionCoefficients, type FitOptions, type FittedHead } from '../fitting/fit-capture.ts';
import { landmarkPoints } from '../fitting/landmark-initializer.ts';
import { foldedTriangles } from '../fitting/smoothness.ts';
import { deviationOf } from '../fitting/view-expressions.ts';
import { boneTranslationsOf, viewMeshes } from '../fitting/view-mesh.ts';
import { toWorkingCamera } from '../fitting/working-view.ts';
import { type Camera, headPoseDegrees, project } from '../geometry/camera.ts';
import { embeddedPoints, skinTriangles } from '../head/head-model.ts';
import { pointPositions } from '../head/shape-space.ts';
import type { Kernels } from '../kernels/kernel.ts';
import { type BakedTexture, bakeTexture } from '../render/bake-texture.ts';
import { headRenderMesh, loadPartImages } from '../render/head-mesh.ts';
import { loadMesh, plainMesh, shadeLoadedMesh, viewLoadedMesh } from '../render/loaded-mesh.ts';
import { drawOverlay } from '../render/overlay.ts';
import { directionalLight } from '../render/sh-lighting.ts';
import { glbBytes } from './glb.ts';
import { mtlText, objText } from './obj.ts';
import type { OutputFolder } from './output-folder.ts';
import { buildRiggedHead } from './rigged-head.ts';

export const TEXTURE_SIZE = 1024;
const FIT_VERSION = 1;

export interface FitSummary {
  readonly json: Record<string, unknown>;
  readonly text: string;
}

/** Writes everything a fit leaves behind (docs/output-format.md) and returns what to print. */
export async function writeFitResults(
  capture: Capture,
  fitted: FittedHead,
  options: FitOptions,
  kernels: Kernels,
  tool: { readonly name: string; readonly version: string },
  folder: OutputFolder,
  onStage: (name: string) => void,
): Promise<FitSummary> {
  const started = performance.now();
  const { head, positions } = fitted;
  onStage('texture');
  const workingCameras = fitted.cameras.map((camera, v) => toWorkingCamera(camera, fitted.working[v]));
  const baked = bakeTexture(
    kernels,
    head,
    positions,
    fitted.working.map((view, v) => ({ image: view.image, mask: view.mask, camera: workingCameras[v] })),
    TEXTURE_SIZE,
  );
  onStage('export');
  const skinPng = await encodePng(byteImage(baked.albedo));
  const parts = { eye: head.partTextures.eye, teeth: head.partTextures.teeth, tongue: head.partTextures.tongue };
  folder.write('textures/skin.png', skinPng);
  for (const [name, path] of Object.entries(parts)) folder.write(`textures/${name}.png`, readFileSync(path));
  const { head: rig, influenceLoss } = buildRiggedHead(
    fitted.asm.model,
    fitted.asm.result.forward,
    positions,
    fitted.size,
  );
  const png = (bytes: Uint8Array) => ({ bytes, mime: 'image/png' });
  const textures = {
    skin: png(skinPng),
    eye: png(readFileSync(parts.eye)),
    teeth: png(readFileSync(parts.teeth)),
    tongue: png(readFileSync(parts.tongue)),
  };
  folder.write('head.glb', await glbBytes({ ...rig, textures }));
  folder.write('head.obj', headObj(fitted, positions, 'head.mtl'));
  folder.write(
    'head.mtl',
    mtlText(Object.fromEntries(['skin', 'eye', 'teeth', 'tongue'].map((name) => [name, `textures/${name}.png`]))),
  );
  folder.write('deca.obj', headObj(fitted, fitted.initial.positions, 'head.mtl'));
  const views = await writeOverlays(kernels, fitted, workingCameras, baked, folder);
  const exportSeconds = (performance.now() - started) / 1000;
  const stages = [...fitted.stages, { name: 'texture and export', seconds: exportSeconds }];
  const totalSeconds = stages.reduce((sum, stage) => sum + stage.seconds, 0);
  const warnings = [...fitted.warnings];
  const folded = foldedTriangles(skinTriangles(head), positions, scaled(fitted.asm.model.template, fitted.size));
  if (folded > 0) warnings.push(`${folded} of ${skinTriangles(head).length / 3} skin triangles are folded`);
  const json = {
    version: FIT_VERSION,
    tool,
    head: head.name,
    seed: options.seed,
    options,
    kernels: kernels.backend,
    capture: {
      unit: capture.unit,
      views: capture.views.map((view) => ({ image: view.name, width: view.image.width, height: view.image.height })),
    },
    methods: {
      deca: {
        mesh: 'deca.obj',
        landmarks68: rows(embeddedPoints(head.embeddings.ibug68, fitted.initial.positions), 3),
        parameters: { method: fitted.initial.method, coefficients: rounded(fitted.initial.coefficients) },
      },
      asm: {
        mesh: 'head.obj',
        landmarks68: rows(embeddedPoints(head.embeddings.ibug68, positions), 3),
        parameterCount: fitted.asm.model.layout.parameterCount,
        parameters: {
          size: fitted.size,
          coefficients: rounded(fitted.coefficients),
          bones: BONES.map((bone) => bone.name),
          ...Object.fromEntries(
            ASM_GROUPS.map((name) => [
              name,
              rounded(groupOf(fitted.asm.model.layout, fitted.asm.result.parameters, name)),
            ]),
          ),
        },
        influenceLoss,
        views: describeViews(capture, fitted, views),
      },
    },
    texture: { size: TEXTURE_SIZE, coverage: baked.coverage },
    losses: fitted.losses,
    timing: { totalSeconds, stages, peakMemoryMb: process.resourceUsage().maxRSS / 1024 },
    warnings,
  };
  folder.write('fit.json', `${JSON.stringify(json, null, 1)}\n`);
  const facts = summaryFacts(fitted, views, baked, influenceLoss, totalSeconds);
  folder.write(
    'report.html',
    reportHtml({
      title: `asm-fit: ${capture.folder.split(/[\\/]/).filter(Boolean).pop() ?? 'capture'}`,
      facts,
      views: views.map((view) => ({ name: view.name, caption: view.caption, picture: view.picture })),
      stages,
      warnings,
    }),
  );
  return { json, text: facts.map(([label, value]) => `${label}: ${value}`).join('\n') };
}

interface ViewResult {
  readonly name: string;
  readonly caption: string;
  readonly picture: string;
  readonly rmsPx: number | null;
  readonly rmsPercentIod: number | null;
  readonly psnrDb: number;
}

/** Sheets that are encoded at a time: each holds tens of megabytes. */
const IN_FLIGHT = 1;
/** What a head's shape is shown under. */
const STUDIO_LIGHT = directionalLight([0.3, 0.4, 1], [0.9, 0.9, 0.9], [0.12, 0.12, 0.12]);
const STUDIO_ALBEDO = 0.6;

async function writeOverlays(
  kernels: Kernels,
  fitted: FittedHead,
  cameras: readonly Camera[],
  baked: BakedTexture,
  folder: OutputFolder,
): Promise<ViewResult[]> {
  const { head } = fitted;
  const parts = await loadPartImages(head);
  const landmarks = landmarkPoints(fitted.space);
  const faceTriangles = Uint8Array.from({ length: skinTriangles(head).length / 3 }, (_, t) =>
    [0, 1, 2].every((c) => head.regions.face[head.triangles[3 * t + c]]) ? 1 : 0,
  );
  const { memory } = kernels;
  const mark = memory.mark();
  const loaded = loadMesh(memory, headRenderMesh(head, fitted.positions, baked.albedo, parts));
  const plain = plainMesh(memory, loaded, STUDIO_ALBEDO);
  const meshes = viewMeshes(fitted);
  const results: ViewResult[] = [];
  const encoded: Promise<[Buffer, Buffer]>[] = [];
  for (const [v, { view }] of fitted.observed.used.entries()) {
    const working = fitted.working[v];
    const observation = fitted.observations[v];
    const seen = meshes[v];
    const viewMark = memory.mark();
    const mesh = viewLoadedMesh(kernels, loaded, seen, cameras[v]);
    const points = pointPositions(landmarks, seen);
    const pixels = project(cameras[v], points);
    const overlay = drawOverlay(
      {
        image: working.image,
        view: mesh,
        rendered: shadeLoadedMesh(kernels, loaded, mesh, baked.lights[v]),
        shaded: shadeLoadedMesh(kernels, plain, mesh, STUDIO_LIGHT),
        detected:
          observation === null
            ? null
            : {
                points: observation.points.map(
                  (x, i) => (x - (i % 2 === 0 ? working.offsetX : working.offsetY)) * working.scale,
                ),
                confidence: observation.confidence,
              },
        fitted: Float64Array.from({ length: (2 * pixels.length) / 3 }, (_, i) => pixels[3 * (i >> 1) + (i & 1)]),
        wires: skinTriangles(head),
      },
      faceTriangles,
    );
    memory.release(viewMark);
    const bytes = overlay.image;
    // Encoded on other threads while the next view is drawn.
    encoded.push(Promise.all([encodePng(bytes), encodeJpeg(bytes, 80)]));
    if (encoded.length > IN_FLIGHT) await encoded[encoded.length - 1 - IN_FLIGHT];
    await setImmediate();
    const error = observation === null ? null : landmarkError(fitted.cameras[v], points, observation, fitted.bias);
    const { yaw, pitch } = headPoseDegrees(fitted.cameras[v].rotation);
    const landmarkText =
      error === null
        ? 'no landmarks'
        : `landmarks ${error.rmsPx.toFixed(1)} px rms (${error.rmsPercentIod.toFixed(2)} % IOD)`;
    results.push({
      name: view.name,
      caption: `yaw ${yaw.toFixed(0)}°, pitch ${pitch.toFixed(0)}°; ${landmarkText}; ${overlay.psnrDb.toFixed(1)} dB`,
      picture: '',
      rmsPx: error?.rmsPx ?? null,
      rmsPercentIod: error?.rmsPercentIod ?? null,
      psnrDb: overlay.psnrDb,
    });
  }
  memory.release(mark);
  const pictures = await Promise.all(encoded);
  return results.map((result, v) => {
    const [png, jpeg] = pictures[v];
    folder.write(`views/${String(fitted.observed.used[v].view.index).padStart(2, '0')}_overlay.png`, png);
    return { ...result, picture: `data:image/jpeg;base64,${jpeg.toString('base64')}` };
  });
}

function describeViews(
  capture: Capture,
  fitted: FittedHead,
  results: readonly ViewResult[],
): Record<string, unknown>[] {
  const shared = expressionCoefficients(fitted.space, fitted.coefficients);
  const expressionOf = (v: number): Record<string, number> => {
    const deviation = deviationOf(fitted.expressions, fitted.deviations, v);
    const names = fitted.head.expressions.names;
    return Object.fromEntries(names.map((name, k) => [name, Number((shared[k] + deviation[k]).toFixed(4))]));
  };
  return capture.views.map((view) => {
    const v = fitted.observed.used.findIndex((entry) => entry.view === view);
    if (v < 0) return { image: view.name, used: false };
    const camera = fitted.cameras[v];
    return {
      image: view.name,
      K: [
        [camera.fx, 0, camera.cx],
        [0, camera.fy, camera.cy],
        [0, 0, 1],
      ],
      R: rows(camera.rotation, 3),
      t: Array.from(camera.translation),
      used: true,
      expression: expressionOf(v),
      expressionBones: expressionBones(fitted, v),
      landmarkRmsPx: results[v].rmsPx,
      landmarkRmsPercentIod: results[v].rmsPercentIod,
      photometricPsnrDb: results[v].psnrDb,
    };
  });
}

/** Translations of the expressive bones in a view, mm. */
function expressionBones(fitted: FittedHead, view: number): Record<string, number[]> {
  const translations = boneTranslationsOf(fitted, view);
  return Object.fromEntries(
    EXPRESSIVE_BONES.map((bone, x) => [
      BONES[bone].name,
      Array.from(translations.subarray(3 * x, 3 * x + 3), (t) => Number((t * fitted.size).toFixed(3))),
    ]),
  );
}

function summaryFacts(
  fitted: FittedHead,
  views: readonly ViewResult[],
  baked: BakedTexture,
  influenceLoss: { rmsMm: number; maxMm: number },
  totalSeconds: number,
): [string, string][] {
  const mean = (values: readonly (number | null)[]): number => {
    const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
    return known.reduce((sum, value) => sum + value, 0) / known.length;
  };
  return [
    ['views used', `${views.length} of ${views.length + fitted.observed.unused.length}`],
    [
      'landmarks, mean rms',
      `${mean(views.map((view) => view.rmsPercentIod)).toFixed(2)} % of the inter-ocular distance`,
    ],
    ['re-rendering, mean', `${mean(views.map((view) => view.psnrDb)).toFixed(1)} dB`],
    ['texture seen by a view', `${(100 * baked.coverage).toFixed(0)} %`],
    ['parameters', `${fitted.asm.model.layout.parameterCount}`],
    ['loss by 4 influences', `${influenceLoss.rmsMm.toFixed(3)} mm rms, ${influenceLoss.maxMm.toFixed(2)} mm at most`],
    ['time', `${totalSeconds.toFixed(1)} s`],
  ];
}

function headObj(fitted: FittedHead, positions: ArrayLike<number>, materials: string): string {
  const { head } = fitted;
  return objText(
    {
      positions,
      uvs: head.uvs,
      quads: head.quads,
      uvQuads: head.uvQuads,
      groups: head.parts.map((part) => ({
        name: part.name,
        material: part.texture,
        start: part.quadStart,
        count: part.quadCount,
      })),
    },
    materials,
  );
}

function rows(values: ArrayLike<number>, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, i) =>
    Array.from({ length: width }, (_, k) => values[width * i + k]),
  );
}

function rounded(values: ArrayLike<number>): number[] {
  return Array.from(values, (x) => Number(x.toFixed(6)));
}

function scaled(values: Float64Array, factor: number): Float64Array {
  return values.map((x) => x * factor);
}

import { loadFaceModel } from '../../api/road/load-face-model.ts';
import { openPictures } from '../../capture/frames/load-frames.ts';
import type { NetworkPool } from '../../capture/network-processes/network-pool.ts';
import { findFaces, withOneIdentity } from '../../deca/find-faces.ts';
import { reconstructFace } from '../../deca/reconstruct-face.ts';
import { withFaceRigs } from '../../export/faces/face-thread.ts';
import type { OutputFolder } from '../../export/output/output-folder.ts';
import { reconstructionSheet } from '../../export/report/deca-sheet.ts';
import { writeReconstruction } from '../../export/results/reconstruction-files.ts';
import type { BuiltFace } from '../../export/rig/deca-rig.ts';
import { beginFace, faceRig, fineFace, shownFace } from '../../export/rig/face-rig.ts';
import { loadPeoplesHead } from '../../head/load-head.ts';
import { encodePng } from '../../image/image-file.ts';
import type { Kernels } from '../../kernels/kernel.ts';
import { networkRuntime, runtimeWarning } from '../../onnx/onnx-runtime.ts';
import { loadPartImages } from '../../render/mesh/head-mesh.ts';
import type { CommandFlags } from '../options/command-table.ts';
import type { Talk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';

/** How faces are reconstructed, who is told, and the processes that look for them. */
export interface ReconstructRun {
  readonly flags: CommandFlags<'reconstruct'>;
  readonly talk: Talk;
  readonly pool: NetworkPool;
}

/** The face of every picture of `asm-fit reconstruct`. @returns what it prints with --json */
export async function reconstructFaces(
  kernels: Kernels,
  folder: OutputFolder,
  paths: readonly string[],
  { flags, talk, pool }: ReconstructRun,
) {
  return withFaceRigs(flags.threads, async (rigs) => {
    const started = performance.now();
    const pictures = openPictures(paths, flags.sampleStep, talk.warn);
    talk.line(`${pictures.files.length} ${pictures.files.length === 1 ? 'file' : 'files'}`);
    const load = async () => {
      const head = loadPeoplesHead();
      const [model, parts] = await Promise.all([loadFaceModel(rigs, head), loadPartImages(head)]);
      return { ...model, parts };
    };
    const found = await findFaces(load, pictures.frames(), { ...flags, pool, painted: true });
    const { tables, parts, encoder } = found.model;
    // What the network takes the painting needs.
    await encoder.close();
    const slow = runtimeWarning(await networkRuntime());
    const warnings = [...found.warnings, ...(slow === null ? [] : [slow])];
    for (const warning of warnings) talk.warn(warning);
    const faces = flags.onePerson ? withOneIdentity(found.faces) : found.faces;
    const byName = new Map(faces.map((face) => [face.name, face]));
    const results: Record<string, unknown>[] = [];
    // One rig for the faces of one person.
    let begun = null as { readonly shape: Float64Array; readonly building: Promise<BuiltFace> } | null;
    for await (const { name, image } of pictures.frames()) {
      const located = byName.get(name);
      if (located === undefined) continue;
      const { view, detectorConfidence } = located;
      // Built while the skin is painted.
      if (begun?.shape !== view.codes.shape)
        begun = { shape: view.codes.shape, building: beginFace(kernels, tables, view.codes, flags) };
      const face = reconstructFace(kernels, tables, image, located);
      // Compressed on other threads while the meshes are written.
      const shown = fineFace(tables.topology, shownFace(face));
      // Its pictures are compressed on other threads while the sheet is drawn.
      const rigging = faceRig(tables, shown, { name, building: begun.building });
      const sheet = encodePng(reconstructionSheet(kernels, tables.topology, parts, { face, fine: shown.fine }));
      results.push(
        await writeReconstruction(
          tables,
          { name, image, face, shown, rigged: await rigging, detectorConfidence },
          folder,
        ),
      );
      folder.write(`${name}/${name}_overlay.png`, await sheet);
      talk.line(`${name}: done`);
    }
    return {
      version: 1,
      tool: toolInfo(),
      faces: results,
      warnings: [...pictures.warnings, ...warnings],
      timing: { totalSeconds: (performance.now() - started) / 1000 },
    };
  });
}

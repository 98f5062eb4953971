import { encodePng } from '../../capture/image-file.ts';
import { loadFrames } from '../../capture/load-frames.ts';
import { asOnePerson, findFaces } from '../../deca/find-faces.ts';
import { loadDecaModel, reconstructFace } from '../../deca/reconstruct-face.ts';
import { reconstructionSheet } from '../../export/deca-sheet.ts';
import { createFaceTables, writeReconstruction } from '../../export/reconstruction-files.ts';
import { loadBundledHead } from '../../head/bundled-head.ts';
import { loadPartImages } from '../../render/head-mesh.ts';
import { createTalk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withOutput } from '../with-output.ts';

export interface DecaFlags {
  readonly output: string;
  readonly force: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly threads: number;
}

export interface ReconstructFlags extends DecaFlags {
  readonly onePerson: boolean;
  readonly sampleStep: number;
}

/** `asm-fit reconstruct`: DECA alone, a face from every picture. */
export async function runReconstruct(paths: readonly string[], flags: ReconstructFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  const summary = await withOutput(flags, async (folder, kernels) => {
    const started = performance.now();
    const frames = await loadFrames(paths, flags.sampleStep);
    talk.line(`${frames.length} ${frames.length === 1 ? 'picture' : 'pictures'}`);
    const load = async () => {
      const head = loadBundledHead();
      const [model, parts] = await Promise.all([loadDecaModel(head), loadPartImages(head)]);
      return { ...model, parts, tables: createFaceTables(model.decoder) };
    };
    const found = await findFaces(load, frames, flags.threads);
    const { decoder, tables, parts } = found.model;
    for (const warning of found.warnings) talk.warn(warning);
    const faces = flags.onePerson ? asOnePerson(found.faces) : found.faces;
    const results: Record<string, unknown>[] = [];
    for (const { frame, view } of faces) {
      const face = reconstructFace(kernels, decoder, tables.topology, frame.image, view);
      // Compressed on other threads while the meshes are written.
      const sheet = encodePng(reconstructionSheet(kernels, decoder.head, tables.topology, parts, face));
      results.push(await writeReconstruction(kernels, tables, face, frame.name, frame.image, folder));
      folder.write(`${frame.name}/${frame.name}_overlay.png`, await sheet);
      talk.line(`${frame.name}: done`);
    }
    return {
      version: 1,
      tool: toolInfo(),
      faces: results,
      warnings: found.warnings,
      timing: { totalSeconds: (performance.now() - started) / 1000 },
    };
  });
  process.stdout.write(
    flags.json
      ? `${JSON.stringify(summary)}\n`
      : `${summary.faces.length} of ${summary.faces.length + summary.warnings.filter((w) => w.includes('no face')).length} faces reconstructed in ${flags.output}\n`,
  );
}

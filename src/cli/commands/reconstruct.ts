import { encodePng } from '../../capture/image-file.ts';
import { loadFrames } from '../../capture/load-frames.ts';
import { asOnePerson, findFaces } from '../../deca/find-faces.ts';
import { loadDecaModel, reconstructFace } from '../../deca/reconstruct-face.ts';
import { reconstructionSheet } from '../../export/deca-sheet.ts';
import { writeReconstruction } from '../../export/reconstruction-files.ts';
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
    const head = loadBundledHead();
    const [frames, model, parts] = await Promise.all([
      loadFrames(paths, flags.sampleStep),
      loadDecaModel(head, flags.threads),
      loadPartImages(head),
    ]);
    talk.line(`${frames.length} ${frames.length === 1 ? 'picture' : 'pictures'}`);
    const found = await findFaces(model, frames, flags.threads);
    for (const warning of found.warnings) talk.warn(warning);
    const faces = flags.onePerson ? asOnePerson(found.faces) : found.faces;
    const results: Record<string, unknown>[] = [];
    for (const { frame, view } of faces) {
      const face = reconstructFace(kernels, model.decoder, frame.image, view);
      results.push(await writeReconstruction(kernels, model.decoder, face, frame.name, frame.image, folder));
      folder.write(
        `${frame.name}/${frame.name}_overlay.png`,
        await encodePng(reconstructionSheet(kernels, head, parts, face)),
      );
      talk.line(`${frame.name}: shape expected within ${Math.exp(view.logVariance / 2).toFixed(1)} mm`);
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

import { loadFaceModel } from '../../api/road/load-face-model.ts';
import { openPictures } from '../../capture/frames/load-frames.ts';
import { asOnePerson, findFaces } from '../../deca/find-faces.ts';
import { reconstructFace } from '../../deca/reconstruct-face.ts';
import { reconstructionSheet } from '../../export/report/deca-sheet.ts';
import { writeReconstruction } from '../../export/results/reconstruction-files.ts';
import { loadPeoplesHead } from '../../head/load-head.ts';
import { encodePng } from '../../image/image-file.ts';
import { networkRuntime, runtimeWarning } from '../../onnx/onnx-runtime.ts';
import { loadPartImages } from '../../render/mesh/head-mesh.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { createTalk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withOutput } from '../with-output.ts';

/** `asm-fit reconstruct` by the encoder that ships. */
export async function reconstructBundled(paths: readonly string[], flags: CommandFlags<'reconstruct'>): Promise<void> {
  const talk = createTalk(flags.quiet);
  const summary = await withOutput(flags, { command: 'reconstruct', inputs: paths, talk }, async (folder, kernels) => {
    const started = performance.now();
    const pictures = openPictures(paths, flags.sampleStep, talk.warn);
    talk.line(`${pictures.files.length} ${pictures.files.length === 1 ? 'file' : 'files'}`);
    const load = async () => {
      const head = loadPeoplesHead();
      const [model, parts] = await Promise.all([loadFaceModel(head), loadPartImages(head)]);
      return { ...model, parts };
    };
    const found = await findFaces(load, pictures.frames(), flags);
    const { decoder, tables, parts } = found.model;
    const slow = runtimeWarning(await networkRuntime());
    const warnings = [...found.warnings, ...(slow === null ? [] : [slow])];
    for (const warning of warnings) talk.warn(warning);
    const faces = flags.onePerson ? asOnePerson(found.faces) : found.faces;
    const byName = new Map(faces.map((face) => [face.name, face]));
    const results: Record<string, unknown>[] = [];
    for await (const { name, image } of pictures.frames()) {
      const located = byName.get(name);
      if (located === undefined) continue;
      const { view, detectorConfidence } = located;
      const face = reconstructFace(kernels, { decoder, topology: tables.topology }, image, view);
      // Compressed on other threads while the meshes are written.
      const sheet = encodePng(reconstructionSheet(kernels, tables.topology, parts, face));
      results.push(
        await writeReconstruction(
          kernels,
          tables,
          { name, image, face, detectorConfidence },
          { folder, shapes: flags.shapes, extras: flags.extras },
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
  talk.result(
    flags.json
      ? `${JSON.stringify(summary)}\n`
      : `${summary.faces.length} of ${summary.faces.length + summary.warnings.filter((w) => w.includes('no face')).length} faces reconstructed in ${flags.output}\n`,
  );
}

import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { faceWarnings } from '../../capture/detection/person-check.ts';
import { openPictures } from '../../capture/frames/load-frames.ts';
import { locateFaces, noFaceError } from '../../deca/find-faces.ts';
import { readFlame } from '../../deca/import/read-flame.ts';
import { readLandmarkEmbedding } from '../../deca/import/read-landmark-embedding.ts';
import { loadImportedDeca, reconstructImported } from '../../deca/imported-deca.ts';
import { writeImportedFace } from '../../export/results/imported-files.ts';
import { meshInputs } from '../command-inputs.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { createTalk } from '../talk.ts';
import { toolInfo } from '../tool-info.ts';
import { withOutput } from '../with-output.ts';

/** DECA's own file of landmarks, looked for beside FLAME. */
const EMBEDDING = 'landmark_embedding.npy';

/** `asm-fit reconstruct --weights --flame`: the user's own DECA and FLAME in place of ours. */
export async function reconstructByImported(
  paths: readonly string[],
  weights: string,
  flame: string,
  flags: CommandFlags<'reconstruct'>,
): Promise<void> {
  const talk = createTalk(flags.quiet);
  const inputs = [...paths, weights, ...meshInputs(flame, EMBEDDING)];
  const summary = await withOutput(flags, { command: 'reconstruct', inputs, talk }, async (folder, kernels) => {
    const model = readFlame(flame);
    const beside = join(dirname(flame), EMBEDDING);
    const landmarks = existsSync(beside) ? readLandmarkEmbedding(beside, model.triangles.length / 3) : null;
    const deca = await loadImportedDeca(weights, model, landmarks);
    const pictures = openPictures(paths, flags.sampleStep, talk.warn);
    const faces: Record<string, unknown>[] = [];
    const names: string[] = [];
    const warnings: string[] = [];
    if (landmarks === null) warnings.push(`${beside} is missing: no landmarks are written`);
    for await (const [{ name, image }, marks] of locateFaces(pictures.frames(), flags)) {
      names.push(name);
      if (marks === null) {
        warnings.push(`${name}: no face found; the picture is left out`);
        continue;
      }
      warnings.push(...faceWarnings({ name, face: marks }, 'largest'));
      const { detectorConfidence } = marks;
      const face = await reconstructImported(deca, image, marks.points);
      faces.push(
        await writeImportedFace(kernels, deca.flame.triangles, { name, image, face, detectorConfidence }, folder),
      );
    }
    if (faces.length === 0) throw noFaceError(names);
    for (const warning of warnings) talk.warn(warning);
    return { version: 1, tool: toolInfo(), faces, warnings: [...pictures.warnings, ...warnings] };
  });
  talk.result(
    flags.json
      ? `${JSON.stringify(summary)}\n`
      : `${summary.faces.length} faces by your own DECA in ${flags.output}; its licence is non-commercial\n`,
  );
}

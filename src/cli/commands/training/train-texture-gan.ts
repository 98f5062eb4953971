import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { requireTrainingPackages } from '../../../deca/training/training-packages.ts';
import { prepareFolder } from '../../../export/output/output-place.ts';
import { writeTrainedNetwork } from '../../../export/results/training-files.ts';
import { loadBundledHead } from '../../../head/bundled/bundled-head.ts';
import { TEXTURE_GAN_DEFAULTS, type TextureGanOptions } from '../../../texture-gan/training/gan-options.ts';
import type { CommandFlags } from '../../options/command-table.ts';
import { createTalk } from '../../talk.ts';
import { toolInfo } from '../../tool-info.ts';
import { withOutput } from '../../with-output.ts';

export type TrainTextureGanFlags = CommandFlags<'train texture-gan'>;

/** `asm-fit train texture-gan`: masks skins as photographs would leave them, and trains what completes them. */
export async function runTrainTextureGan(flags: TrainTextureGanFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  requireTrainingPackages(flags.backend);
  const { makeTextureGan } = await import('../../../texture-gan/training/make-texture-gan.ts');
  const options: TextureGanOptions = {
    ...TEXTURE_GAN_DEFAULTS,
    seed: flags.seed,
    steps: flags.steps,
    batch: flags.batch,
    warmUp: flags.warmUp,
    charts: flags.charts,
    cropsOfChart: flags.chartCrops,
    learningRate: flags.learningRate ?? TEXTURE_GAN_DEFAULTS.learningRate,
    adversary: flags.loss === 'gan',
  };
  prepareFolder(dirname(flags.checkpoint));
  const checkpoint = { path: flags.checkpoint, every: flags.checkpointSteps, resume: flags.resume };
  const command = { command: 'train texture-gan', inputs: [flags.skins], talk };
  const made = await withOutput(flags, command, async (folder, kernels) => {
    const plan = { skins: flags.skins, options, checkpoint, backend: flags.backend, threads: flags.threads };
    const result = await makeTextureGan(kernels, loadBundledHead(), plan, (line) => talk.line(line));
    const facts = { tool: toolInfo(), options };
    return { ...result, sum: await writeTrainedNetwork(folder, 'completion', facts, result) };
  });
  rmSync(checkpoint.path, { force: true });
  const last = made.curve[made.curve.length - 1];
  talk.result(
    `${made.skins.length} skins, ${last.step} steps, held-out l1 ${last.heldOut.l1.toFixed(4)}: ${flags.output}/completion.onnx ${made.sum}\n`,
  );
}

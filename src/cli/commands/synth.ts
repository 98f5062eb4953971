import { chooseSkin } from '../../evaluation/synthetic/choose-skin.ts';
import { synthesizeCapture } from '../../evaluation/synthetic/synthetic-capture.ts';
import { writeSyntheticCapture } from '../../export/results/synthetic-files.ts';
import { loadBundledHead } from '../../head/bundled/bundled-head.ts';
import { loadPartImages } from '../../render/mesh/head-mesh.ts';
import { loadLashes } from '../../render/mesh/lashes.ts';
import type { CommandFlags } from '../options/command-table.ts';
import { createTalk } from '../talk.ts';
import { withFolder } from '../with-output.ts';

export type SynthFlags = CommandFlags<'synth'>;

/** `asm-fit synth`: a capture with exact truth. */
export async function runSynth(flags: SynthFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  const skin = await chooseSkin(flags);
  await withFolder(
    flags,
    { command: 'synth', inputs: flags.skins === undefined ? [] : [flags.skins], talk },
    async (folder) => {
      const head = loadBundledHead();
      const capture = synthesizeCapture(head, await loadPartImages(head), {
        ...flags,
        lashes: flags.lashes ? await loadLashes(head) : null,
        eyes: { gazeDegrees: flags.gaze, irises: flags.irises },
        portrait: {
          ...flags,
          skin: skin.choice,
          focal: flags.focal === undefined ? null : flags.focal / 100,
          distance: flags.distance / 100,
          focalSpread: Math.log1p(flags.focalSpread / 100),
        },
      });
      await writeSyntheticCapture({ head, capture, skin: skin.name, withLabels: flags.withLabels }, flags.seed, folder);
    },
  );
  talk.line(
    `wrote ${flags.views} views of ${flags.size} px, capture.json, truth.obj, truth.json and labels to ${flags.output}`,
  );
}

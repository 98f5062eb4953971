import { basename, resolve } from 'node:path';
import { SLIDERS } from '../../../asm/sliders/slider-table.ts';
import { changedValues } from '../../../asm/sliders/slider-values.ts';
import { AsmFitError } from '../../../errors.ts';
import { FIT_FORMATS, loadFormats } from '../../../export/formats/export-formats.ts';
import { readEditableFit, writeEditedResults } from '../../../export/results/sliders/edited-results.ts';
import { type HeadSliders, readSliders, slidersJson } from '../../../export/results/sliders/sliders-json.ts';
import { checkRigFolder, loadRig } from '../../../export/rig/load-rig.ts';
import { loadPeoplesHead } from '../../../head/load-head.ts';
import type { CommandFlags } from '../../options/command-table.ts';
import { createTalk } from '../../talk.ts';
import { toolInfo } from '../../tool-info.ts';
import { withOutput } from '../../with-output.ts';

export type EditFlags = CommandFlags<'edit'>;

/** `asm-fit edit`: a finished head with its sliders elsewhere, as a finished folder of its own. */
export async function runEdit(fit: string, flags: EditFlags): Promise<void> {
  const talk = createTalk(flags.quiet);
  checkRigFolder(fit);
  if (flags.list) {
    if (flags.set !== undefined)
      throw new AsmFitError(
        'usage',
        'edit: must be told to list sliders or to change them; received --list and --set',
        'leave out one of them',
      );
    const sliders = readSliders(fit);
    const json = slidersJson(toolInfo(), sliders);
    talk.result(flags.json ? `${JSON.stringify(json)}\n` : listText(sliders));
    return;
  }
  const { output, set } = flags;
  if (output === undefined)
    throw new AsmFitError('usage', 'edit: must be told where the head goes; received no --output', 'add -o <folder>');
  if (set === undefined)
    throw new AsmFitError(
      'usage',
      'edit: must be told what to change; received no --set',
      'add --set nose-width=0.5, say; --list names all sliders',
    );
  const editable = readEditableFit(fit);
  const values = changedValues(editable.sliders.values, set);
  const request = { command: 'edit', inputs: [fit], talk };
  const json = await withOutput({ ...flags, output }, request, async (folder, kernels) => {
    const [formats, rig] = await Promise.all([loadFormats(FIT_FORMATS), loadRig(fit)]);
    // Heads of ICT-FaceKit are of the same mesh.
    const head = loadPeoplesHead();
    const title = basename(resolve(output));
    const tool = toolInfo();
    return writeEditedResults(kernels, { tool, title, head, fit: editable, rig, values, formats }, folder);
  });
  const names = [...new Set(set.map(({ name }) => name))];
  talk.result(
    flags.json
      ? `${JSON.stringify(json)}\n`
      : `${names.map((name) => `${name} ${values.get(name)}, was ${editable.sliders.values.get(name)}`).join('\n')}\n`,
  );
  talk.line(`wrote ${output}/head.glb, head.obj, rig.bin, sliders.json, fit.json, viewer.html, textures/`);
}

/** A line a slider: name, value, what its ends show; halves below their whole where they stand apart. */
function listText({ values, fit, differenceMm, remainsMm }: HeadSliders): string {
  const lines = SLIDERS.map(({ name, side, definition }) => {
    const value = values.get(name) ?? 0;
    const was = fit.get(name) ?? 0;
    const ends = side === 'both' ? `${definition.low} .. ${definition.high}` : '';
    return `${name.padEnd(26)} ${value.toFixed(2).padStart(5)}  ${value === was ? '' : `(fit ${was.toFixed(2)})  `}${ends}`.trimEnd();
  });
  const explained = `fit: ${differenceMm.toFixed(2)} mm from the mean head, ${remainsMm.toFixed(2)} mm of it the sliders leave`;
  return `${[...lines, explained].join('\n')}\n`;
}

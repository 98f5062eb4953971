import { EXPORT_DEFAULTS, type ExportChoices } from '../../../export/formats/export-choices.ts';
import { loadFormats } from '../../../export/formats/export-formats.ts';
import { readVrmMeta } from '../../../export/formats/vrm/vrm-meta.ts';
import { writeFormats } from '../../../export/formats/write-formats.ts';
import { readFrame } from '../../../export/results/head-frames.ts';
import { loadRig } from '../../../export/rig/load-rig.ts';
import { withInfluences } from '../../../export/rig/weights/with-influences.ts';
import { given } from '../../command-inputs.ts';
import type { CommandFlags } from '../../options/command-table.ts';
import { createTalk } from '../../talk.ts';
import { toolInfo } from '../../tool-info.ts';
import { withFolder } from '../../with-output.ts';

/** `asm-fit export`: formats from a finished fit, as the fit itself would have written them. */
export async function runExport(fit: string, flags: CommandFlags<'export'>): Promise<void> {
  const talk = createTalk(flags.quiet);
  const choices = choicesOf(fit, flags);
  const json = await withFolder(
    flags,
    { command: 'export', inputs: [fit, ...given(flags.vrmMeta)], talk },
    async (folder) => {
      const [formats, kept] = await Promise.all([loadFormats(flags.format), loadRig(fit)]);
      const cut = flags.influences === undefined ? kept : withInfluences(kept, flags.influences);
      const worn = flags.extras === undefined ? cut : { ...cut, extras: flags.extras };
      const rig =
        flags.shapes === undefined || cut.shapes === undefined
          ? worn
          : { ...worn, shapes: { ...cut.shapes, written: flags.shapes } };
      const files: string[] = [];
      await writeFormats(rig, 'head', { formats, choices }, (name, content) => {
        folder.write(name, content);
        files.push(name);
      });
      return { version: 1, tool: toolInfo(), fit, head: rig.name, formats: flags.format, files };
    },
  );
  talk.result(flags.json ? `${JSON.stringify(json)}\n` : `${json.files.join(', ')} in ${flags.output}\n`);
}

function choicesOf(fit: string, flags: CommandFlags<'export'>): ExportChoices {
  const { preset, compress, textures, frame, vrmMeta } = flags;
  return {
    preset,
    compress,
    textures,
    place: frame === 'head' ? null : readFrame(fit, frame),
    vrmMeta: vrmMeta === undefined ? EXPORT_DEFAULTS.vrmMeta : readVrmMeta(vrmMeta),
  };
}

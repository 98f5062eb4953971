import { EXPORT_DEFAULTS, type ExportChoices } from '../../../export/formats/export-choices.ts';
import { loadFormats } from '../../../export/formats/export-formats.ts';
import { readVrmMeta } from '../../../export/formats/vrm/read-vrm-meta.ts';
import { writeFormats } from '../../../export/formats/write-formats.ts';
import { writeLods } from '../../../export/formats/write-lods.ts';
import { readFrame } from '../../../export/results/head-frames.ts';
import { loadRig } from '../../../export/rig/load-rig.ts';
import { withInfluences } from '../../../export/rig/weights/with-influences.ts';
import { given } from '../../command-inputs.ts';
import { COMMANDS, type CommandFlags } from '../../options/command-table.ts';
import { createTalk } from '../../talk.ts';
import { toolInfo } from '../../tool-info.ts';
import { withFolder } from '../../with-output.ts';

/** A coarser form that has so many times the triangles that were asked for is said to be so. */
const MUCH_MORE = 1.25;

/** `asm-fit export`: formats from a finished fit, as the fit itself would have written them. */
export async function runExport(fit: string, flags: CommandFlags<'export'>): Promise<void> {
  const talk = createTalk(flags.quiet);
  for (const warning of idleOptions(flags)) talk.warn(warning);
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
      // Coarser forms share the whole one's textures.
      const files = new Set<string>();
      const write = (name: string, content: string | Uint8Array): void => {
        if (!files.has(name)) folder.write(name, content);
        files.add(name);
      };
      const wanted = { formats, choices };
      const lods = await writeLods(rig, 'head', { wanted, perCents: flags.lods ?? [] }, write);
      for (const { perCent, wanted: asked, triangles } of lods)
        if (triangles > MUCH_MORE * asked)
          talk.warn(
            `--lods: ${perCent} per cent of the triangles are ${asked}; received ${triangles}, for lashes and small parts stay whole`,
          );
      await writeFormats(rig, 'head', wanted, write);
      return {
        version: 1,
        tool: toolInfo(),
        fit,
        head: rig.name,
        formats: flags.format,
        files: [...files],
        ...(flags.lods === undefined ? {} : { lods }),
      };
    },
  );
  talk.result(flags.json ? `${JSON.stringify(json)}\n` : `${json.files.join(', ')} in ${flags.output}\n`);
}

/** Options that concern one format, and are left as they are by the others. */
const OF_ONE_FORMAT = { preset: 'fbx', textures: 'fbx', compress: 'glb', pictures: 'glb', vrmMeta: 'vrm' } as const;

/** What to say of options of formats that are not written. */
function idleOptions(flags: CommandFlags<'export'>): string[] {
  const { options } = COMMANDS.export;
  return (Object.keys(OF_ONE_FORMAT) as (keyof typeof OF_ONE_FORMAT)[])
    .filter((name) => (flags[name] ?? null) !== options[name].default && !flags.format.includes(OF_ONE_FORMAT[name]))
    .map((name) => {
      const [option] = options[name].flags.split(' ');
      return `${option}: concerns ${OF_ONE_FORMAT[name]}; received --format ${flags.format.join(',')}, and changes nothing`;
    });
}

function choicesOf(fit: string, flags: CommandFlags<'export'>): ExportChoices {
  const { preset, compress, pictures, textures, frame, vrmMeta } = flags;
  return {
    preset,
    compress,
    pictures,
    textures,
    place: frame === 'head' ? null : readFrame(fit, frame),
    vrmMeta: vrmMeta === undefined ? EXPORT_DEFAULTS.vrmMeta : readVrmMeta(vrmMeta),
  };
}
